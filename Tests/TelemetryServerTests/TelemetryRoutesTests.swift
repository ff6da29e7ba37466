import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import Telemetry
import TelemetryServer
import Testing

/// What the three addresses answer, over TCP.
@Suite(.timeLimit(.minutes(2))) struct TelemetryRoutesTests {
    /// A service that a test tells how it does.
    private final class Service: Sendable {
        let readiness = Mutex(Readiness.notReady("waiting for the broker at b:9092"))

        var application: some ApplicationProtocol {
            let source = TelemetrySource(service: "test") {
                [.counter("adtally_things_total", "Things.", 7)]
            } readiness: {
                self.readiness.withLock { $0 }
            }
            return buildTelemetryApplication(
                TelemetryConfiguration(port: 0), source: source,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }

    private let service = Service()

    @Test func liveFromTheStartAndReadyWithTheWork() async throws {
        try await service.application.test(.live) { client in
            try await client.execute(uri: "/health/live", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == "live\n")
            }
            try await client.execute(uri: "/health/ready", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(String(buffer: response.body) == "waiting for the broker at b:9092\n")
            }
            service.readiness.withLock { $0 = .ready }
            try await client.execute(uri: "/health/ready", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == "ready\n")
            }
        }
    }

    @Test func metricsAreTheServicesOwnAndWhatEveryServiceHas() async throws {
        try await service.application.test(.live) { client in
            try await client.execute(uri: "/metrics", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                let text = String(buffer: response.body)
                for line in ["adtally_things_total 7", "adtally_ready 0", "adtally_service_info{service=\"test\"} 1"] {
                    #expect(text.contains("\n\(line)\n"), "\(text)")
                }
            }
            service.readiness.withLock { $0 = .ready }
            try await client.execute(uri: "/metrics", method: .get) { response in
                #expect(String(buffer: response.body).contains("\nadtally_ready 1\n"))
            }
        }
    }

    @Test func requestsAreCountedByRouteAndNotByWhatTheyAskFor() async throws {
        try await service.application.test(.live) { client in
            for uri in ["/health/live?a=1", "/health/live?a=2", "/made/up", "/made/up/too", "/metrics"] {
                try await client.execute(uri: uri, method: .get)
            }
            try await client.execute(uri: "/metrics", method: .get) { response in
                let lines = String(buffer: response.body).split(separator: "\n")
                #expect(
                    lines.filter { $0.hasPrefix("adtally_http_requests_total") } == [
                        #"adtally_http_requests_total{route="/health/live",status="200"} 2"#,
                        #"adtally_http_requests_total{route="/metrics",status="200"} 1"#,
                        #"adtally_http_requests_total{route="NotFound",status="404"} 2"#,
                    ])
            }
        }
    }

    @Test(arguments: ["/", "/metrics/", "/metrics/x", "/health", "/health/ready/..%2f", "/favicon.ico", "/%00"])
    func whatIsNotThereIs404(uri: String) async throws {
        try await service.application.test(.live) { client in
            // A slash at the end is the same address to the router.
            let expected = uri == "/metrics/" ? HTTPResponse.Status.ok : .notFound
            try await client.execute(uri: uri, method: .get) { #expect($0.status == expected) }
        }
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .delete, .patch, .options])
    func onlyGetAndHead(method: HTTPRequest.Method) async throws {
        try await service.application.test(.live) { client in
            try await client.execute(uri: "/metrics", method: method) { response in
                #expect(response.status == .methodNotAllowed)
                #expect(response.headers[.allow] == "GET, HEAD")
            }
            try await client.execute(uri: "/metrics", method: .head) { response in
                #expect(response.status == .ok)
                #expect(response.body.readableBytes == 0)
            }
        }
    }

    @Test(arguments: ["/metrics", "/health/live", "/health/ready", "/nothing"])
    func everyAnswerCarriesTheSecurityHeaders(uri: String) async throws {
        try await service.application.test(.live) { client in
            try await client.execute(uri: uri, method: .get) { response in
                #expect(response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(response.headers[.contentType]?.hasPrefix("text/plain") == true)
            }
        }
    }
}
