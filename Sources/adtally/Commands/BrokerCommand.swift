import ArgumentParser
import EmbeddedBroker
import Foundation
import Kafka

struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "A Kafka-compatible broker for laptops and tests.",
        discussion: """
            For now a stand-in: librdkafka's mock cluster with the four topics. It listens on 127.0.0.1 at a port of its \
            own choice, which it prints, and keeps at most 5 MiB a partition, in memory only: everything is gone when it \
            stops. Use Redpanda or Kafka in production.
            """)

    @Option(help: "Partitions of each topic. (env ADTALLY_PARTITIONS)")
    var partitions: Int = setting("PARTITIONS", 6)

    @Option(
        help: """
            The port to listen on. The stand-in of today cannot choose, and prints the address that it has. \
            (env ADTALLY_BROKER_PORT)
            """)
    var port: UInt16 = setting("BROKER_PORT", 9092)

    @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
    var logLevel: LogLevel = setting("LOG_LEVEL", .info)

    func validate() throws {
        try validatePartitions(partitions)
    }

    func run() async throws {
        let logger = logLevel.logger(for: "broker")
        let shutdown = Shutdown.onSignals()
        let broker = try StandInBroker(partitions: partitions, logger: logger)
        try FileHandle.standardOutput.write(contentsOf: Data("broker ready at \(broker.bootstrapServers)\n".utf8))
        logger.info(
            "stand-in broker at \(broker.bootstrapServers), \(partitions) partitions a topic, in memory only; not at port \(port)"
        )
        while !shutdown.isRequested { try await Task.sleep(for: .milliseconds(100)) }
        broker.close()
        logger.info("stopped")
    }
}
