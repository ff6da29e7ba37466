import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

@testable import Dashboard

struct LoginRouteTests {
    private func dashboard() throws -> some ApplicationProtocol {
        let passwords = try LoginFixture.passwords()
        return try application(over: liveStore()) { $0.passwords = passwords }
    }

    @Test func theFormWorksWithoutScripts() async throws {
        try await dashboard().test(.router) { client in
            try await client.execute(uri: "/login?next=%2F%3Frange%3D15m", method: .get) { response in
                let page = String(buffer: response.body)
                #expect(response.status == .ok && !page.contains("<script") && !page.contains("role=\"alert\""))
                #expect(page.contains("<form method=\"post\" action=\"/login\">"))
                #expect(page.contains("name=\"next\" value=\"/?range=15m\""))
            }
        }
    }

    @Test func aRightPasswordOpensASession() async throws {
        try await dashboard().test(.router) { client in
            let body = LoginFixture.form(next: "%2F%3Frange%3D15m")
            let cookie = try await client.execute(uri: "/login", method: .post, headers: .ownOrigin, body: body) {
                #expect($0.status == .seeOther && $0.headers[.location] == "/?range=15m")
                return try #require($0.headers[.setCookie])
            }
            #expect(cookie.contains(#/^adtally-session-0=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax$/#))
            let headers: HTTPFields = [.cookie: "other=1; " + cookie.prefix { $0 != ";" }]
            for path in ["/", "/api/snapshot", "/metrics", "/clear"] {
                try await client.execute(uri: path, method: .get, headers: headers) { #expect($0.status == .ok) }
            }
            try await client.execute(uri: "/login?next=/clear", method: .get, headers: headers) { response in
                #expect(response.status == .seeOther && response.headers[.location] == "/clear")
            }
        }
    }

    @Test(arguments: [("ana", "wrong"), ("ana", ""), ("", ""), ("bob", "correct horse"), ("ANA", "correct horse")])
    func aWrongOneDoesNot(name: String, password: String) async throws {
        let log = LogLines()
        let passwords = try LoginFixture.passwords()
        try await application(over: liveStore(), logger: log.logger) { $0.passwords = passwords }.test(.router) {
            let body = LoginFixture.form(name: name, password: password)
            try await $0.execute(uri: "/login", method: .post, headers: .ownOrigin, body: body) { response in
                #expect(response.status == .forbidden && response.headers[.setCookie] == nil)
                #expect(String(buffer: response.body).contains("Name or password is wrong."))
            }
        }
        #expect(!log.everything.contains("correct horse") && log.warnings.isEmpty)
    }

    @Test(arguments: [
        "%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example", "%2F%0D%0Aa", "%FF", "",
    ])
    func theLoginLeadsNowhereElse(next: String) async throws {
        try await dashboard().test(.router) { client in
            let body = LoginFixture.form(next: next)
            try await client.execute(uri: "/login", method: .post, headers: .ownOrigin, body: body) { response in
                #expect(response.status == .seeOther && response.headers[.location] == "/")
            }
            try await client.execute(uri: "/login?next=\(next)", method: .get) { response in
                #expect(String(buffer: response.body).contains("name=\"next\" value=\"/\""))
            }
        }
    }

    @Test func guessingIsSlowedDownForThePageAndForPrograms() async throws {
        let (passwords, now) = (try LoginFixture.passwords(), ContinuousClock.now)
        try await application(over: liveStore()) { configuration in
            configuration.passwords = passwords
            configuration.loginClock = { now }
        }.test(.router) { client in
            for _ in 0..<GuessLimit.atOnce {
                let body = LoginFixture.form(password: "wrong")
                try await client.execute(uri: "/login", method: .post, headers: .ownOrigin, body: body) {
                    #expect($0.status == .forbidden)
                }
            }
            try await client.execute(uri: "/login", method: .post, headers: .ownOrigin, body: LoginFixture.form()) {
                #expect($0.status == .tooManyRequests && $0.headers[.retryAfter] != nil)
                #expect(String(buffer: $0.body).contains("Too many attempts."))
            }
            try await client.execute(uri: "/metrics", method: .get, headers: LoginFixture.basic) { response in
                #expect(response.status == .tooManyRequests && response.headers[.retryAfter] != nil)
            }
        }
    }

    @Test func anotherSiteCanLogNobodyInOrOut() async throws {
        try await dashboard().test(.router) { client in
            let session = try await LoginFixture.session(client)
            for origin in ["http://evil.example", "null"] {
                let headers = session + [.origin: origin]
                for path in ["/login", "/logout"] {
                    try await client.execute(uri: path, method: .post, headers: headers, body: LoginFixture.form()) {
                        #expect($0.status == .forbidden && $0.headers[.setCookie] == nil)
                    }
                }
            }
            try await client.execute(uri: "/", method: .get, headers: session) { #expect($0.status == .ok) }
        }
    }

    @Test func logoutEndsTheSession() async throws {
        try await dashboard().test(.router) { client in
            let session = try await LoginFixture.session(client)
            try await client.execute(uri: "/logout", method: .post, headers: session + .ownOrigin) { response in
                #expect(response.status == .seeOther && response.headers[.location] == "/login")
                #expect(response.headers[.setCookie]?.contains("Max-Age=0") == true)
            }
            try await client.execute(uri: "/api/snapshot", method: .get, headers: session) {
                #expect($0.status == .unauthorized)
            }
        }
    }

    @Test(arguments: ["name=%zz", String(repeating: "a=b&", count: 100)])
    func aBrokenFormIsRefused(body: String) async throws {
        try await dashboard().test(.router) { client in
            try await client.execute(
                uri: "/login", method: .post, headers: .ownOrigin, body: ByteBuffer(string: body)
            ) { #expect($0.status == .badRequest) }
        }
    }

    @Test func withoutPeopleThereIsNoLogin() async throws {
        try await application(over: liveStore()).test(.router) { client in
            try await client.execute(uri: "/login", method: .get) { #expect($0.status == .notFound) }
            try await client.execute(uri: "/", method: .get) { #expect($0.status == .ok) }
        }
    }

    /// A proxy in front of us that speaks TLS: the browser says so with the form.
    @Test func behindTLSTheCookieIsSecure() async throws {
        try await dashboard().test(.router) { client in
            let headers: HTTPFields = [.origin: "https://localhost"]
            try await client.execute(uri: "/login", method: .post, headers: headers, body: LoginFixture.form()) {
                #expect($0.headers[.setCookie]?.hasSuffix("; Secure") == true)
            }
        }
    }
}

private func + (fields: HTTPFields, more: HTTPFields) -> HTTPFields {
    var all = fields
    all.append(contentsOf: more)
    return all
}
