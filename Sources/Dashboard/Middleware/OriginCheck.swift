import HTTPTypes
import Hummingbird

/// Lets only this dashboard's own pages change something: a form on another site is refused.
struct OriginCheck<Context: RequestContext>: RouterMiddleware {
    /// Whether we speak TLS ourselves: a page that came without it may be anybody's. Else a proxy may speak it for us.
    let isSecure: Bool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, let origin = request.headers[.origin],
            origin.lowercased() == "https://\(authority.lowercased())"
                || !isSecure && origin.lowercased() == "http://\(authority.lowercased())"
        else {
            throw PageError(
                .forbidden, "Not from this page",
                "Only the dashboard's own page may do this. From a program, send the header Origin: http\(isSecure ? "s" : "")://HOST:PORT."
            )
        }
        return try await next(request, context)
    }
}
