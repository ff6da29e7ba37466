import HTTPTypes
import Hummingbird
import TelemetryServer

/// What keeps a page that shows other people's text from doing other people's work.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    /// Whether we speak TLS ourselves.
    let isSecure: Bool

    static var policy: String {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        // Not no-referrer: with it browsers send "Origin: null" with our own forms, and the check would refuse them.
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.crossOriginResourcePolicy] = "same-origin"
        if isSecure, Self.hasNameOfItsOwn(request) { response.headers[.strictTransportSecurity] = "max-age=15552000" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// The header is for all ports of a name, and `localhost` has other services than ours.
    private static func hasNameOfItsOwn(_ request: Request) -> Bool {
        guard let host = HostName(authority: request.head.authority ?? "") else { return false }
        return !host.isAddress && host.text != "localhost"
    }
}

extension HTTPField.Name {
    static let referrerPolicy = constant("Referrer-Policy")

    static let crossOriginResourcePolicy = constant("Cross-Origin-Resource-Policy")

    static func constant(_ name: String) -> Self {
        guard let field = HTTPField.Name(name) else { fatalError("\(name) is a valid field name") }
        return field
    }
}
