import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import TestSupport
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct HostileRequestTests {
    private static let queries = [
        "", "?", "&", "=", "&&==&&", "range", "range=", "=15m", "range=%", "range=%z", "range=%zz", "range=%00",
        "range=%ff%fe", "range=%C3%28", "range=%F0%9F", "%72ange=15m", "range=15m&range=6h", "range=15m;sort=spend",
        "range[]=15m", "range=15m#top", "range=../../etc/passwd", "sort=%3Cscript%3E", "sort=' or 1=1--", "dir=up&dir=",
        String(repeating: "a=b&", count: 10_000 / 4), String(repeating: "&", count: 7000),
        "range=" + String(repeating: "%41", count: 2500), "range=\u{FF}\u{202E}", "range=é&é=1",
    ]

    @Test(arguments: queries) func aBrokenQueryShowsTheUsualPage(query: String) async throws {
        try await application(over: liveStore()).test(.live) { client in
            let port = try #require(client.port)
            for path in ["/", "/api/snapshot", "/clear", "/assets/app.css", "/health/live"] {
                let answer = try await RawClient.answer(port: port, request("GET", "\(path)?\(query)"))
                #expect(["HTTP/1.1 200", "HTTP/1.1 400"].contains(answer.prefix(12)), "\(path) \(answer.prefix(80))")
            }
        }
    }

    /// Bytes that are no text reach the parser too; a hundred seeded ones, and the service is still there.
    @Test func randomTargetsAreAnsweredAndNeverAFault() async throws {
        let log = LogLines()
        try await application(over: liveStore(), logger: log.logger).test(.live) { client in
            let port = try #require(client.port)
            var random = SeededGenerator(seed: 7)
            let alphabet = Array("/?&=%:#@[]*.;\\ ~az09AZ\u{7F}\u{80}\u{E9}".utf8) + [0xC3, 0xFF, 0xF0]
            for _ in 0..<100 {
                let target = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? 0
                }
                let request =
                    Array("GET ".utf8) + target
                    + Array(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
                let answer = try await RawClient.answer(port: port, request)
                #expect(!answer.hasPrefix("HTTP/1.1 5"), "\(target): \(answer.prefix(80))")
            }
            try await client.execute(uri: "/health/live", method: .get) { #expect($0.status == .ok) }
        }
        #expect(log.warnings.isEmpty)
    }

    @Test(arguments: [
        ("OPTIONS", "*", "404"), ("OPTIONS", "/", "405"), ("TRACE", "/", "405"), ("PUT", "/clear", "405"),
        ("BREW", "/", "405"), ("PATCH", "/metrics", "405"), ("DELETE", "/nothing", "404"),
        ("CONNECT", "localhost:80", "404"), ("GET", "http://localhost", "200"), ("GET", "http://localhost/", "200"),
        ("GET", "http://localhost:1/nothing", "404"), ("GET", "//", "200"), ("GET", "/%2e%2e/etc/passwd", "404"),
        ("GET", "/assets/%2e%2e/page.mustache", "404"), ("GET", "/assets/js/../../page.mustache", "404"),
    ]) func oddMethodsAndTargets(method: String, target: String, status: String) async throws {
        try await application(over: liveStore()).test(.live) { client in
            let answer = try await RawClient.answer(port: try #require(client.port), request(method, target))
            #expect(
                answer.hasPrefix("HTTP/1.1 \(status) ") || answer.hasPrefix("HTTP/1.1 400 "), "\(answer.prefix(80))")
        }
    }

    @Test func headersHaveALimitInSizeAndNumber() async throws {
        try await application(over: liveStore()).test(.live) { client in
            let port = try #require(client.port)
            let long = "X-Long: \(String(repeating: "a", count: 9000))\r\n"
            let many = (0..<200).map { "X-\($0): 1\r\n" }.joined()
            let large = (0..<9).map { "X-\($0): \(String(repeating: "a", count: 4000))\r\n" }.joined()
            for headers in [long, many, large] {
                let answer = try await RawClient.answer(
                    port: port, "GET / HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer.prefix(80))")
            }
        }
    }

    @Test(arguments: [
        "Content-Length: 20000\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5000\r\n\(String(repeating: "a", count: 0x5000))\r\n0\r\n\r\n",
    ]) func aLargeBodyIsRefused(rest: String) async throws {
        let store = liveStore()
        try await application(over: store).test(.live) { client in
            for path in ["/clear", "/nothing"] {
                let answer = try await RawClient.answer(
                    port: try #require(client.port),
                    "POST \(path) HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nConnection: close\r\n\(rest)"
                )
                #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer.prefix(80))")
            }
        }
        #expect(store.snapshot(.init()).totals.clicks == 40)
    }

    @Test func aBrokenBodyIsOurClientsFault() async throws {
        let log = LogLines()
        try await application(over: liveStore(), logger: log.logger).test(.live) { client in
            let answer = try await RawClient.answer(
                port: try #require(client.port),
                "POST /clear HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer.prefix(80))")
        }
        #expect(log.warnings.isEmpty)
    }

    @Test func moreConnectionsThanAllowedWait() async throws {
        var configuration = DashboardConfiguration(port: 0, heartbeat: .milliseconds(20))
        configuration.limits = ConnectionLimits(requestTime: .seconds(3600), connections: 1)
        try await withRunning(configuration) { port in
            let live = request("GET", "/health/live")
            let isAnswered = Flag()
            var waiting: Task<String, any Error>?
            try await RawClient.withConnection(port: port, StreamTests.request) { parts in
                _ = try await parts.read(until: "event: snapshot")
                waiting = Task {
                    let answer = try await RawClient.answer(port: port, live)
                    isAnswered.raise()
                    return answer
                }
                for _ in 0..<5 { _ = try await parts.read(until: ": heartbeat") }
                #expect(!isAnswered.isRaised)
            }
            #expect(try await waiting?.value.hasSuffix("live\n") == true)
        }
    }

    /// Not by the testing library, which drops the limit to connections.
    private func withRunning(_ configuration: DashboardConfiguration, _ body: (Int) async throws -> Void) async throws {
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let app = try buildApplication(configuration, store: liveStore(), logger: LogLines().logger) { channel in
            listening.yield(channel.localAddress?.port ?? 0)
        }
        let running = Task { try await app.run() }
        for await port in ports {
            try await body(port)
            break
        }
        running.cancel()
        _ = await running.result
    }

    private func request(_ method: String, _ target: String) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    }
}

/// Raised once, on any thread.
private final class Flag: Sendable {
    private let state = Atomic(false)
    var isRaised: Bool { state.load(ordering: .relaxed) }
    func raise() { state.store(true, ordering: .relaxed) }
}
