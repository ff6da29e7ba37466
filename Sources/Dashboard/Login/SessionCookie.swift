import HTTPTypes
import Hummingbird

/// The cookie that holds a session's token.
///
/// A browser sends a host's cookies to all its ports, so the name has the port: two dashboards on a machine do not log
/// each other out. `SameSite=Lax`, so that a link to the dashboard in a message opens it; nothing is changed by GET, and
/// ``OriginCheck`` guards the rest.
struct SessionCookie: Sendable {
    let port: Int

    private var name: String { "adtally-session-\(port)" }

    func token(in request: Request) -> String? { request.cookies[name]?.value }

    /// - Parameter isSecure: whether the browser came over TLS; it then never sends the cookie without.
    func header(_ token: String, isSecure: Bool) -> String {
        "\(name)=\(token); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    var removal: String { "\(name)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" }
}
