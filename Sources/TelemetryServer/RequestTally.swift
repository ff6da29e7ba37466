import HTTPTypes
import Hummingbird
import Synchronization
import Telemetry

/// Counts the HTTP requests by route and status: never by what stands in the URI, which anybody may make up.
public final class RequestTally: Sendable {
    private struct Key: Hashable {
        let route: String
        let status: Int
    }

    private let counts = Mutex<[Key: Int]>([:])

    public init() {}

    var family: MetricFamily {
        let counts = counts.withLock { $0 }.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        return .counter(
            "adtally_http_requests_total", "HTTP requests answered, by route and status.",
            counts.map { MetricSample(["route": $0.key.route, "status": "\($0.key.status)"], $0.value) })
    }

    fileprivate func count(route: String, status: HTTPResponse.Status) {
        counts.withLock { $0[Key(route: route, status: status.code), default: 0] += 1 }
    }
}

/// Goes outside of all others, so that it sees what is answered in the end.
public struct RequestTallying<Context: RequestContext>: RouterMiddleware {
    private let tally: RequestTally

    public init(_ tally: RequestTally) {
        self.tally = tally
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        tally.count(route: context.endpointPath ?? "unknown", status: response.status)
        return response
    }
}
