import ArgumentParser
import EmbeddedBroker
import Foundation
import Telemetry
import TelemetryServer

extension BrokerConfiguration.Synchronous: ExpressibleByArgument {}

struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "A Kafka-compatible broker of one node, for laptops, CI and tests.",
        discussion: """
            One process and one folder of data. Kafka clients produce and consume, idempotently if they like, with all \
            codecs, consumer groups and admin requests; there is no replication, no transactions, no compaction and no access \
            control. Use Redpanda or Kafka in production.

            What it acknowledged survives the end of the process, kill -9 included. What power loss means is chosen with \
            --synchronous: 'normal' may lose the newest acknowledged records then, and never damages the rest; 'full' loses \
            nothing, and waits for the disk before each answer.

            Once it takes connections it prints one line: broker ready at HOST:PORT
            """)

    @Option(
        help: "Address to listen on; 0.0.0.0 lets other machines in, without any password. (env ADTALLY_BROKER_BIND)")
    var bind: String = setting("BROKER_BIND", "127.0.0.1")

    @Option(help: "Port to listen on; 0: one that is free. (env ADTALLY_BROKER_PORT)")
    var port: Int = setting("BROKER_PORT", 9092)

    @Option(
        help: """
            What clients are told to connect to, HOST or HOST:PORT, where that is not the address they reached. \
            (env ADTALLY_BROKER_ADVERTISE)
            """)
    var advertise: String?

    @Option(help: "Folder of all data; made where it is missing. (env ADTALLY_BROKER_DATA_DIR)")
    var dataDir: String = setting("BROKER_DATA_DIR", "broker-data")

    @Option(
        help: """
            When to wait for the disk: normal (power loss may take the newest records) or full (it takes none). \
            (env ADTALLY_BROKER_SYNCHRONOUS)
            """)
    var synchronous: BrokerConfiguration.Synchronous = setting("BROKER_SYNCHRONOUS", .normal)

    @Option(help: "Partitions of a topic that is made without a count. (env ADTALLY_PARTITIONS)")
    var partitions: Int = setting("PARTITIONS", 6)

    @Option(
        help: """
            How long records are kept after they arrived, in topics that do not say; 0s: for ever. \
            (env ADTALLY_BROKER_RETENTION)
            """)
    var retention: Span = setting("BROKER_RETENTION", "7d")

    @Option(
        help: """
            Bytes that a partition keeps before its oldest records go, in topics that do not say; 0: no limit. \
            (env ADTALLY_BROKER_RETENTION_BYTES)
            """)
    var retentionBytes: Int64 = setting("BROKER_RETENTION_BYTES", 0)

    @Flag(
        help: "Refuse to make a topic because a client names it. (env ADTALLY_BROKER_NO_TOPIC_CREATION=true)")
    var noTopicCreation = false

    @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
    var logLevel: LogLevel = setting("LOG_LEVEL", .info)

    @Option(
        help: """
            Port of /metrics, /health/live and /health/ready; 0: one that is free; without it, there are none. \
            (env ADTALLY_BROKER_TELEMETRY_PORT)
            """)
    var telemetryPort: Int?

    @Option(help: "Address of that port; 0.0.0.0 lets other machines in. (env ADTALLY_BROKER_TELEMETRY_HOST)")
    var telemetryHost: String = setting("BROKER_TELEMETRY_HOST", "127.0.0.1")

    private var telemetry: TelemetryConfiguration? {
        (telemetryPort ?? optionalSetting("BROKER_TELEMETRY_PORT")).map {
            TelemetryConfiguration(host: telemetryHost, port: $0)
        }
    }

    func validate() throws {
        try telemetry?.validate()
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard retentionBytes >= 0 else { throw ValidationError("--retention-bytes must not be negative") }
        guard !dataDir.isEmpty else { throw ValidationError("--data-dir needs a folder") }
        try validatePartitions(partitions)
        _ = try advertised()
    }

    /// Host and port of `--advertise`; an IPv6 address with a port stands in brackets.
    private func advertised() throws -> (host: String, port: Int?)? {
        guard let text = advertise ?? optionalSetting("BROKER_ADVERTISE") else { return nil }
        let wrong = ValidationError("--advertise '\(text)' is neither HOST nor HOST:PORT")
        let isBareIPv6 = !text.hasPrefix("[") && text.count { $0 == ":" } > 1
        guard !isBareIPv6, let colon = text.lastIndex(of: ":"), text.last != "]" else {
            guard !text.isEmpty else { throw wrong }
            return (text.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), nil)
        }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard !host.isEmpty, let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port) else {
            throw wrong
        }
        return (host, port)
    }

    private func brokerConfiguration() throws -> BrokerConfiguration {
        var configuration = BrokerConfiguration(dataFolder: dataDir)
        configuration.bindHost = bind
        configuration.port = port
        if let advertised = try advertised() {
            configuration.advertisedHost = advertised.host
            configuration.advertisedPort = advertised.port
        }
        configuration.synchronous = synchronous
        configuration.defaultPartitions = partitions
        configuration.createsTopics = !noTopicCreation && !switchSetting("BROKER_NO_TOPIC_CREATION")
        configuration.retentionMilliseconds = retention.milliseconds == 0 ? nil : retention.milliseconds
        configuration.retentionBytes = retentionBytes == 0 ? nil : retentionBytes
        return configuration
    }

    func run() async throws {
        let logger = logLevel.logger(for: "broker")
        let shutdown = Shutdown.onSignals()
        let running = RunningBroker()
        let source = TelemetrySource(service: "broker") {
            BrokerMetrics.families(await running.figures())
        } readiness: {
            BrokerMetrics.readiness(await running.figures())
        }
        // Nobody asks the broker for its figures any more when it stops.
        let broker = try await telemetry.serve(source, logger: logger) {
            let broker = try await Broker.start(try brokerConfiguration(), logger: logger)
            running.set(broker)
            try FileHandle.standardOutput.write(
                contentsOf: Data("broker ready at \(broker.bootstrapServers)\n".utf8))
            logger.info(
                "listening on \(broker.bootstrapServers), data in \(dataDir), synchronous \(synchronous.rawValue)")
            try await shutdown.waitForSignal()
            return broker
        }
        await broker.stop()
        logger.info("stopped")
    }
}
