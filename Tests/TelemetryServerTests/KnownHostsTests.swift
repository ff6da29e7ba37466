import Hummingbird
import HummingbirdTesting
import Logging
import Telemetry
import Testing

@testable import TelemetryServer

@Suite(.timeLimit(.minutes(2))) struct KnownHostsTests {
    @Test(arguments: [
        ("localhost:8503", true), ("LOCALHOST", true), ("127.0.0.1:8503", true), ("[::1]:8503", true),
        ("10.0.0.7", true),
        ("dash.example:80", true), ("evil.example", false), ("127.0.0.1.evil.example", false), ("1.2.3.4.5", false),
        ("localhost.evil.example", false), ("a<b", false), ("", false), ("[::1", false),
    ])
    func onlyOurOwnNamesAreKnown(authority: String, isOurs: Bool) {
        #expect(KnownHosts(["Dash.example"]).allows(authority) == isOurs)
    }

    private static func status(host: String, askedFor name: String) async throws -> String? {
        let source = TelemetrySource(service: "test") {
            []
        } readiness: {
            .ready
        }
        let application = buildTelemetryApplication(
            TelemetryConfiguration(host: host, port: 0), source: source,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await application.test(.live) { client in
            let port = try #require(client.port)
            let answer = try await TelemetryServerTests.get("/metrics", host: name, at: "localhost", port: port)
            return answer.split(separator: " ").dropFirst().first.map(String.init)
        }
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
    func overLoopbackAForeignNameReadsNothing(host: String) async throws {
        #expect(try await Self.status(host: host, askedFor: "evil.example") == "421")
        #expect(try await Self.status(host: host, askedFor: "\(host == "::1" ? "[::1]" : host):9464") == "200")
        #expect(try await Self.status(host: host, askedFor: "localhost:9464") == "200")
    }

    /// Prometheus asks for a service by its name in the network.
    @Test(arguments: ["0.0.0.0", "::"])
    func whereOtherMachinesAreLetInEveryNameIsFine(host: String) async throws {
        #expect(try await Self.status(host: host, askedFor: "flink-job:9464") == "200")
    }
}
