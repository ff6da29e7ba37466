import DashboardModel
import HTTPTypes
import Hummingbird

/// `/export.csv`, `/export.json`: the table of a page, all of it, as a file.
struct ExportRoutes {
    let store: RowStore

    func csv(_ request: Request) -> Response {
        let export = TableExport(SnapshotQuery(request), from: store)
        return file(
            export, "csv", "text/csv; charset=utf-8; header=present", ByteBuffer(string: CSVText.text(of: export)),
            request)
    }

    func json(_ request: Request) throws -> Response {
        let export = TableExport(SnapshotQuery(request), from: store)
        let bytes = try ViewEncoder.json(TableDocument(export))
        return file(export, "json", "application/json", ByteBuffer(bytes: bytes), request)
    }

    private func file(
        _ export: TableExport, _ suffix: String, _ type: String, _ body: ByteBuffer, _ request: Request
    ) -> Response {
        let headers: HTTPFields = [
            .contentType: type, .contentDisposition: "attachment; filename=\"\(export.fileName).\(suffix)\"",
        ]
        return PackedBody(body, effort: .eachTime).response(to: request, headers: headers)
    }
}
