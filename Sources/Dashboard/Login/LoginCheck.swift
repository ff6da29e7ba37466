import HTTPTypes
import Hummingbird

/// Lets nobody past who is not logged in: a person is sent to the login page, a program gets 401.
///
/// Open are the login page, the files it is made of, and the two health checks, which say nothing about campaigns.
/// `/metrics` is not: behind a proxy every client comes from this machine, so the address proves nothing.
struct LoginCheck: RouterMiddleware {
    typealias Context = DashboardContext

    let desk: LoginDesk
    let cookie: SessionCookie

    func handle(
        _ request: Request, context: DashboardContext, next: (Request, DashboardContext) async throws -> Response
    ) async throws -> Response {
        if Self.isOpen(request.uri.path) { return try await next(request, context) }
        if let token = cookie.token(in: request), desk.useSession(token) {
            return try await next(request, context).bound(to: token, at: desk)
        }
        guard let header = request.headers[.authorization], let credentials = Credentials(authorization: header) else {
            return Self.refusal(of: request)
        }
        switch await desk.check(credentials, from: context.peer) {
        case .right: return try await next(request, context)
        case .wrong: return Self.refusal(of: request)
        case .wait(let seconds): return Self.delay(seconds)
        }
    }

    private static func isOpen(_ path: String) -> Bool {
        path == "/login" || path == "/health/live" || path == "/health/ready" || path.hasPrefix("/assets/")
    }

    private static func refusal(of request: Request) -> Response {
        if request.headers[.accept]?.contains("text/html") == true, request.headers[.authorization] == nil {
            let page = request.method == .get ? LocalPath(request.uri.string) : nil
            return .redirection(to: (page ?? .home).login)
        }
        var response = Response.plain(.unauthorized, "log in at /login, or send name and password (curl -u NAME)\n")
        // To a script of our page the browser would add a window of its own that asks for the password.
        if request.headers[.referer] == nil, request.headers[.secFetchMode] == nil {
            response.headers[.wwwAuthenticate] = "Basic realm=\"AdTally\", charset=\"UTF-8\""
        }
        return response
    }

    private static func delay(_ seconds: Int64) -> Response {
        var response = Response.plain(.tooManyRequests, "too many wrong passwords: try again in \(seconds) s\n")
        response.headers[.retryAfter] = "\(seconds)"
        return response
    }
}

extension Response {
    static func redirection(to path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }

    static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

extension HTTPField.Name {
    static let secFetchMode = constant("Sec-Fetch-Mode")
}
