import HTTPTypes
import Hummingbird

/// Answers only to names that are ours: a page elsewhere whose name suddenly points at this machine (DNS
/// rebinding) must not read the figures. A plain IP address needs no name, so it is always fine.
struct HostCheck<Context: RequestContext>: RouterMiddleware {
    private let allowed: Set<String>

    init(_ configuration: DashboardConfiguration) {
        allowed = Set((["localhost", configuration.host] + configuration.allowedHosts).map { $0.lowercased() })
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard allows(authority) else {
            let name = HostName(authority: authority)?.text ?? "it was asked for"
            throw PageError(
                .misdirectedRequest, "Unknown host",
                "This dashboard does not answer to the name \(name). If it is right, start it with --allowed-host NAME."
            )
        }
        return try await next(request, context)
    }

    func allows(_ authority: String) -> Bool {
        guard let host = HostName(authority: authority) else { return false }
        return host.isAddress || allowed.contains(host.text)
    }
}
