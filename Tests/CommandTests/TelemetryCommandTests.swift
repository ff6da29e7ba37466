import Foundation
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Each service tells how it does, with a broker and without one.
@Suite(.timeLimit(.minutes(5))) struct TelemetryCommandTests {
    /// Nobody listens there.
    private static let noBroker = ["--brokers", "127.0.0.1:1"]

    private struct Answer {
        let status: Int
        let text: String
    }

    private static func get(_ path: String, of service: URL) async throws -> Answer {
        let (data, response) = try await URLSession.shared.data(from: service.appending(path: path))
        let status = try #require(response as? HTTPURLResponse).statusCode
        return Answer(status: status, text: String(decoding: data, as: UTF8.self))
    }

    @Test(arguments: [("producer", ""), ("aggregator", ", or restoring")])
    func aServiceWithoutABrokerLivesAndIsNotReady(command: String, alternative: String) async throws {
        let program = try RunningProgram([command, "--telemetry-port", "0"] + Self.noBroker)
        let service = try await program.telemetry()
        let live = try await Self.get("health/live", of: service)
        #expect(live.status == 200 && live.text == "live\n")
        let ready = try await Self.get("health/ready", of: service)
        #expect(ready.status == 503 && ready.text == "waiting for the broker at 127.0.0.1:1\(alternative)\n")
        let metrics = try await Self.get("metrics", of: service)
        #expect(metrics.status == 200 && metrics.text.contains("\nadtally_ready 0\n"))
        #expect(program.end() == 0, "\(program.errors)")
    }

    @Test func aVariableTurnsItOnAndWithoutOneItIsOff() async throws {
        let program = try RunningProgram(["producer"] + Self.noBroker, environment: ["ADTALLY_TELEMETRY_PORT": "0"])
        #expect(try await Self.get("health/live", of: program.telemetry()).status == 200)
        #expect(program.end() == 0)
        let silent = try RunningProgram(["producer"] + Self.noBroker)
        for _ in 0..<600 where silent.errors.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        #expect(!silent.errors.isEmpty, "it logs that it cannot reach the broker")
        #expect(silent.end() == 0)
        #expect(!silent.errors.contains("telemetry"))
    }

    @Test func brokerProducerAndAggregatorGetReady() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let broker = try RunningProgram([
            "broker", "--port", "0", "--data-dir", folder.path, "--telemetry-port", "0",
        ])
        let brokerURL = try await broker.telemetry()
        try await Self.becomesReady(brokerURL)
        let address = try await broker.address()
        let services = try ["producer", "aggregator"].map { command in
            try RunningProgram([command, "--brokers", address, "--telemetry-port", "0"])
        }
        for service in services { try await Self.becomesReady(service.telemetry()) }
        let sent = try await Self.get("metrics", of: services[0].telemetry()).text
        #expect(sent.contains("\nadtally_kafka_connected 1\n"))
        #expect(sent.contains("\nadtally_producer_target_rate 15\n"))
        let kept = try await Self.get("metrics", of: brokerURL).text
        #expect(kept.contains("\nadtally_broker_topics 4\n"))
        for service in services + [broker] { #expect(service.end() == 0, "\(service.errors)") }
    }

    /// A stopped process keeps its connections open, so only its silence tells.
    @Test func theDashboardIsNotReadyWhileItsBrokerIsFrozen() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let broker = try RunningProgram(["broker", "--port", "0", "--data-dir", folder.path])
        let port = try TakenPort().number
        let dashboard = try RunningProgram([
            "dashboard", "--brokers", try await broker.address(), "--port", "\(port)",
        ])
        let service = try #require(URL(string: "http://127.0.0.1:\(port)"))
        try await Self.becomesReady(service)
        broker.freeze()
        #expect(try await Self.wait(for: 503, of: service) == "the broker does not answer\n")
        broker.thaw()
        try await Self.becomesReady(service)
        for program in [dashboard, broker] { #expect(program.end() == 0, "\(program.errors)") }
    }

    private static func becomesReady(_ service: URL) async throws {
        #expect(try await wait(for: 200, of: service) == "ready\n")
    }

    /// Asks until the answer has this status, for a minute of waits; before the service listens there is none.
    private static func wait(for status: Int, of service: URL) async throws -> String {
        for _ in 0..<600 {
            if let ready = try? await get("health/ready", of: service), ready.status == status { return ready.text }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await get("health/ready", of: service).text
    }

    @Test(arguments: [["producer"], ["aggregator"], ["broker", "--data-dir", "/nowhere/data"]])
    func aTakenPortIsOneLineAndStatusOne(command: [String]) throws {
        let taken = try TakenPort()
        let result = try Program.run(command + ["--telemetry-port", "\(taken.number)"])
        #expect(result.status == 1)
        #expect(
            result.errors == """
                adtally: 127.0.0.1 port \(taken.number) is taken: stop the program that listens there, or give another \
                --telemetry-port

                """)
    }
}
