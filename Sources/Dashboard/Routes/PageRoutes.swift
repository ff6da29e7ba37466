import DashboardModel
import Hummingbird

/// The page itself, and the same figures as JSON.
struct PageRoutes {
    let store: RowStore
    let hub: SnapshotHub
    let templates: Templates
    let hasCharts: Bool

    func page(_ request: Request) -> Response {
        let view = PageView(store.snapshot(SnapshotQuery(request)), now: store.now)
        let html = ByteBuffer(string: templates.page(view, hasCharts: hasCharts))
        return PackedBody(html, effort: .eachTime).response(
            to: request, headers: [.contentType: "text/html; charset=utf-8"])
    }

    func snapshot(_ request: Request) async throws -> Response {
        guard let event = await hub.current(SnapshotQuery(request)) else { throw HTTPError(.internalServerError) }
        return PackedBody(event.json, effort: .eachTime).response(
            to: request, headers: [.contentType: "application/json"])
    }
}

extension Response {
    static func html(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
