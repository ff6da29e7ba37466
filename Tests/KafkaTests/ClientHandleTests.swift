import CRdKafka
import Dispatch
import Logging
import TestSupport
import Testing

@testable import Kafka

@Suite struct ClientHandleTests {
    /// Holds up whoever logs that a broker cannot be reached, which is one of librdkafka's threads, until it is let go.
    private struct Brake: LogHandler {
        let lines: LogLines
        let held = DispatchSemaphore(value: 0)
        let release = DispatchSemaphore(value: 0)
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.logger.log(level: event.level, event.message)
            guard event.metadata?["facility"] == "FAIL" else { return }
            held.signal()
            release.wait()
            // For the lines that follow.
            release.signal()
        }
    }

    @Test func aClientThatDoesNotEndIsLeftBehind() async throws {
        try await Cluster.run { cluster in
            try Spawning.paused { try cluster.mock.setDown() }
            let brake = Brake(lines: cluster.capture)
            let context = ClientContext(
                connection: ConnectionReport(), logger: Logger(label: "test") { _ in brake })
            let handle = try ClientHandle(
                RD_KAFKA_CONSUMER, try cluster.configuration.native([]), context: context)
            defer { brake.release.signal() }
            let isHeld = brake.held.wait(timeout: .now() + 60) == .success
            handle.close(patience: .milliseconds(100))
            guard isHeld else { throw Unexpected("no failure was logged") }
            #expect(cluster.capture.warnings.contains("a Kafka client does not end; leaving it behind"))
        }
    }
}
