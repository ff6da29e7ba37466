import EmbeddedBroker
import Foundation
import Kafka
import Logging
import TestSupport

/// The embedded broker on a folder of its own: for what the mock cluster does not do.
enum RealBroker {
    /// Broker and folder are gone after the body.
    static func with(_ body: (KafkaConfiguration, Logger) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = LogLines().logger
        let broker = try await Broker.start(BrokerConfiguration(dataFolder: folder), logger: logger)
        do {
            try await body(try KafkaConfiguration(bootstrapServers: broker.bootstrapServers), logger)
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
    }

    /// Runs a test's blocking body on a thread of its own.
    static func run(_ body: @escaping @Sendable (KafkaConfiguration, Logger) throws -> Void) async throws {
        try await with { configuration, logger in
            try await ServiceThread.run(name: "test") { try body(configuration, logger) }
        }
    }
}
