import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Dashboard

struct HardeningTests {
    @Test(arguments: ["/", "/api/snapshot", "/assets/app.css", "/health/live", "/nothing/here", "/clear"])
    func everyAnswerCarriesTheSecurityHeaders(address: String) async throws {
        try await application(over: liveStore()).test(.router) { client in
            try await client.execute(uri: address, method: .get) { response in
                #expect(
                    response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; script-src 'self';")
                        == true)
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.referrerPolicy] == "same-origin")
                #expect(response.headers[.cacheControl] != nil && response.headers[.contentType] != nil)
            }
        }
    }

    @Test(arguments: [
        ("/nothing", HTTPRequest.Method.get, HTTPResponse.Status.notFound),
        ("/assets/../page.mustache", .get, .notFound),
        ("/assets/nothing.js", .get, .notFound), ("/", .post, .methodNotAllowed),
        ("/clear/undo", .get, .methodNotAllowed),
        ("/events", .delete, .methodNotAllowed), ("/", .head, .ok),
    ])
    func wrongAddressesAndMethodsArePlainPages(address: String, method: HTTPRequest.Method, status: HTTPResponse.Status)
        async throws
    {
        try await application(over: liveStore()).test(.router) { client in
            try await client.execute(uri: address, method: method) { response in
                #expect(response.status == status)
                if status == .methodNotAllowed { #expect(response.headers[.allow] != nil) }
                if status != .ok { #expect(String(buffer: response.body).contains("To the dashboard")) }
            }
        }
    }

    @Test func aForeignHostGetsNoFigures() async throws {
        try await application(over: liveStore()) { $0.allowedHosts = ["dash.example"] }.test(.live) { client in
            let port = try #require(client.port)
            let answer = try await RawClient.answer(
                port: port, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 421 ") && !answer.contains("camp_1"))
            let own = try await RawClient.answer(
                port: port, "GET / HTTP/1.1\r\nHost: dash.example\r\nConnection: close\r\n\r\n")
            #expect(own.hasPrefix("HTTP/1.1 200 ") && own.contains("camp_1"))
        }
    }

    @Test func assetsAreTypedAndNotLoadedTwice() async throws {
        try await application(over: liveStore()).test(.router) { client in
            let tag = try await client.execute(uri: "/assets/js/app.js", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/javascript; charset=utf-8")
                return try #require(response.headers[.eTag])
            }
            try await client.execute(uri: "/assets/js/app.js", method: .get, headers: [.ifNoneMatch: tag]) { response in
                #expect(response.status == .notModified && response.body.readableBytes == 0)
            }
        }
    }

    @Test func readyOnlyOnceTheTopicsWereRead() async throws {
        let store = liveStore()
        try await application(over: store).test(.router) { client in
            try await client.execute(uri: "/health/ready", method: .get) { #expect($0.status == .ok) }
            store.update { $0.connection = .brokerAway(since: minute(1)) }
            try await client.execute(uri: "/health/ready", method: .get) { #expect($0.status == .serviceUnavailable) }
            try await client.execute(uri: "/health/live", method: .get) { #expect($0.status == .ok) }
        }
    }
}
