import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct LoginCheckTests {
    private func dashboard(_ change: (inout DashboardConfiguration) -> Void = { _ in }) throws
        -> some ApplicationProtocol
    {
        let passwords = try LoginFixture.passwords()
        return try application(over: liveStore()) { configuration in
            configuration.passwords = passwords
            change(&configuration)
        }
    }

    @Test(arguments: [
        "/", "/api/snapshot", "/events", "/metrics", "/clear", "/nothing", "/login/", "//login", "/assets",
    ])
    func aStrangerSeesNothing(path: String) async throws {
        try await dashboard().test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == .unauthorized && !String(buffer: response.body).contains("camp_1"))
                #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
            }
        }
    }

    @Test(arguments: ["/clear", "/clear/undo", "/logout"]) func aStrangerChangesNothing(path: String) async throws {
        let store = liveStore()
        let passwords = try LoginFixture.passwords()
        try await application(over: store) { $0.passwords = passwords }.test(.router) { client in
            try await client.execute(uri: path, method: .post, headers: .ownOrigin) {
                #expect($0.status == .unauthorized)
            }
        }
        #expect(store.snapshot(.init()).totals.clicks == 40)
    }

    @Test(arguments: ["/health/live", "/health/ready", "/assets/app.css", "/assets/icon.svg", "/login"])
    func whatTheLoginNeedsIsOpen(path: String) async throws {
        try await dashboard().test(.router) { client in
            try await client.execute(uri: path, method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test func aPersonIsSentToTheLoginAndBack() async throws {
        try await dashboard().test(.router) { client in
            try await client.execute(uri: "/?range=15m&sort=cpa", method: .get, headers: LoginFixture.browser) {
                #expect($0.status == .seeOther)
                #expect($0.headers[.location] == "/login?next=/%3Frange%3D15m%26sort%3Dcpa")
            }
            try await client.execute(uri: "//evil.example/", method: .get, headers: LoginFixture.browser) {
                #expect($0.headers[.location] == "/login")
            }
            try await client.execute(uri: "/clear", method: .post, headers: LoginFixture.browser) {
                #expect($0.status == .seeOther && $0.headers[.location] == "/login")
            }
        }
    }

    /// A browser that is told how to log in asks by a window of its own.
    @Test func aScriptOfThePageIsNotToldHow() async throws {
        try await dashboard().test(.router) { client in
            let headers: HTTPFields = [.referer: "http://localhost/"]
            try await client.execute(uri: "/api/snapshot", method: .get, headers: headers) { response in
                #expect(response.status == .unauthorized && response.headers[.wwwAuthenticate] == nil)
            }
        }
    }

    @Test func aProgramSendsItsPassword() async throws {
        try await dashboard().test(.router) { client in
            for path in ["/api/snapshot", "/metrics", "/"] {
                try await client.execute(uri: path, method: .get, headers: LoginFixture.basic) {
                    #expect($0.status == .ok && $0.headers[.setCookie] == nil)
                }
            }
            for header in ["Basic YW5hOndyb25n", "Basic", "Bearer x", "Basic Og=="] {
                try await client.execute(uri: "/metrics", method: .get, headers: [.authorization: header]) {
                    #expect($0.status == .unauthorized)
                }
            }
        }
    }

    @Test(arguments: ["", "x", "adtally-session-0", "adtally-session-0=", "adtally-session-0=0; adtally-session-0=1"])
    func aMadeUpCookieIsNobodys(cookie: String) async throws {
        try await dashboard().test(.router) { client in
            try await client.execute(uri: "/metrics", method: .get, headers: [.cookie: cookie]) {
                #expect($0.status == .unauthorized)
            }
        }
    }

    @Test func aStreamEndsWithItsSession() async throws {
        try await dashboard { $0.heartbeat = .milliseconds(20) }.test(.live) { client in
            let port = try #require(client.port)
            let host = "Host: localhost:\(port)\r\nOrigin: http://localhost:\(port)\r\nConnection: close\r\n"
            let form = String(buffer: LoginFixture.form())
            let answer = try await RawClient.answer(
                port: port, "POST /login HTTP/1.1\r\n\(host)Content-Length: \(form.utf8.count)\r\n\r\n\(form)")
            let cookie = try #require(answer.firstMatch(of: #/Set-Cookie: ([^;]+);/#)).1
            try await RawClient.withConnection(port: port, "GET /events HTTP/1.1\r\n\(host)Cookie: \(cookie)\r\n\r\n") {
                _ = try await $0.read(until: ": heartbeat")
                _ = try await RawClient.answer(port: port, "POST /logout HTTP/1.1\r\n\(host)Cookie: \(cookie)\r\n\r\n")
                _ = await $0.readToTheEnd()
            }
        }
    }
}
