import DashboardModel
import HTTPTypes
import Hummingbird

/// For orchestrators: alive as soon as it answers, ready once the topics were read to their end and the broker is there.
struct HealthRoutes {
    let store: RowStore

    func live() -> Response { Self.text("live", .ok) }

    func ready() -> Response {
        let state = store.ingestState
        if state.connection != .connected { return Self.text("the broker is away", .serviceUnavailable) }
        if !state.hasCaughtUp { return Self.text("the topics are still being read", .serviceUnavailable) }
        return Self.text("ready", .ok)
    }

    private static func text(_ text: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
