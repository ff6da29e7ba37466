import HTTPTypes
import Hummingbird

/// The login page, and the two changes: in and out. Works without scripts.
struct LoginRoutes: Sendable {
    let desk: LoginDesk
    let cookie: SessionCookie
    let templates: Templates
    /// Whether we speak TLS ourselves.
    let isSecure: Bool

    static let methods: [String: [HTTPRequest.Method]] = ["/login": [.get, .head, .post], "/logout": [.post]]

    func add(to router: Router<DashboardContext>) {
        router.get("/login") { request, _ in page(request) }
        let changes = router.group().add(middleware: OriginCheck(isSecure: isSecure))
        changes.post("/login") { request, context in try await login(request, from: context.peer) }
        changes.post("/logout") { request, _ in logout(request) }
    }

    private func page(_ request: Request) -> Response {
        let next = request.uri.queryParameters["next"].flatMap { LocalPath(String($0)) } ?? .home
        if let token = cookie.token(in: request), desk.useSession(token) { return .redirection(to: next.text) }
        return .html(templates.loginPage(LoginView(next: next)))
    }

    private func login(_ request: Request, from peer: PeerAddress) async throws -> Response {
        // At most as large as BodyLimit lets through.
        guard let form = FormFields(try await request.body.collect(upTo: .max)) else {
            throw PageError(.badRequest, "Broken form", "Go back, reload the page and log in again.")
        }
        let next = LocalPath(String(decoding: form["next"], as: UTF8.self)) ?? .home
        let credentials = Credentials(name: form["name"], password: form["password"])
        switch await desk.check(credentials, from: peer) {
        case .right: return welcome(request, to: next)
        case .wrong: return refusal(.forbidden, "Name or password is wrong.", next: next)
        case .wait(let seconds):
            var response = refusal(.tooManyRequests, "Too many attempts. Try again in \(seconds) s.", next: next)
            response.headers[.retryAfter] = "\(seconds)"
            return response
        }
    }

    /// A new session even where there was one: a token that somebody planted in the browser is worth nothing.
    private func welcome(_ request: Request, to next: LocalPath) -> Response {
        if let token = cookie.token(in: request) { desk.closeSession(token) }
        // A proxy that speaks TLS for us shows in the origin of the form.
        let isSecure = isSecure || request.headers[.origin]?.lowercased().hasPrefix("https:") == true
        var response = Response.redirection(to: next.text)
        response.headers[.setCookie] = cookie.header(desk.openSession(), isSecure: isSecure)
        return response
    }

    private func refusal(_ status: HTTPResponse.Status, _ text: String, next: LocalPath) -> Response {
        var response = Response.html(templates.loginPage(LoginView(next: next, error: text)))
        response.status = status
        return response
    }

    private func logout(_ request: Request) -> Response {
        if let token = cookie.token(in: request) { desk.closeSession(token) }
        var response = Response.redirection(to: "/login")
        response.headers[.setCookie] = cookie.removal
        return response
    }
}
