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
        return .html(templates.page(view, hasCharts: hasCharts))
    }

    func snapshot(_ request: Request) async throws -> Response {
        guard let event = await hub.current(SnapshotQuery(request)) else { throw HTTPError(.internalServerError) }
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: event.json))
    }
}

extension Response {
    static func html(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
