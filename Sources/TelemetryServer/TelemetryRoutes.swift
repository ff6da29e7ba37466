import HTTPTypes
import Hummingbird
import Telemetry

/// `/metrics`, `/health/live`, `/health/ready`: the same for every service.
public struct TelemetryRoutes: Sendable {
    public static let paths = ["/metrics", "/health/live", "/health/ready"]

    private let source: TelemetrySource
    private let requests: RequestTally

    public init(source: TelemetrySource, requests: RequestTally) {
        self.source = source
        self.requests = requests
    }

    public func add(to router: Router<some RequestContext>) {
        router.get("/metrics") { _, _ in await metrics() }
        router.get("/health/live") { _, _ in Self.text("live\n", .ok) }
        router.get("/health/ready") { _, _ in await ready() }
    }

    private func metrics() async -> Response {
        let text = PrometheusText.encode(await source.families() + [requests.family])
        return Self.text(text, .ok, contentType: PrometheusText.contentType)
    }

    private func ready() async -> Response {
        let readiness = await source.readiness()
        return Self.text("\(readiness)\n", readiness.isReady ? .ok : .serviceUnavailable)
    }

    static func text(
        _ text: String, _ status: HTTPResponse.Status, contentType: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: contentType],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
