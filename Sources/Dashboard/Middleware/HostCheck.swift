import HTTPTypes
import Hummingbird
import TelemetryServer

/// Answers only to names that are ours, and says on a page how to add one.
struct HostCheck<Context: RequestContext>: RouterMiddleware {
    private let hosts: KnownHosts

    init(_ configuration: DashboardConfiguration) {
        hosts = KnownHosts([configuration.host] + configuration.allowedHosts)
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard hosts.allows(authority) else {
            let name = HostName(authority: authority)?.text ?? "it was asked for"
            throw PageError(
                .misdirectedRequest, "Unknown host",
                "This dashboard does not answer to the name \(name). If it is right, start it with --allowed-host NAME."
            )
        }
        return try await next(request, context)
    }
}
