import ArgumentParser
import Foundation
import Kafka

/// Where the broker is, and what goes through to librdkafka.
struct KafkaOptions: ParsableArguments {
    @Option(help: "Addresses of the brokers, comma-separated. (env ADTALLY_BROKERS)")
    var brokers: String = setting("BROKERS", "127.0.0.1:9092")

    @Option(
        name: .customShort("X"),
        help: ArgumentHelp(
            """
            Any librdkafka property; may be repeated. (env KAFKA_<NAME_WITH_UNDERSCORES>, or \
            KAFKA_<NAME_WITH_UNDERSCORES>_FILE, a file with the value: use these for secrets)
            """, valueName: "name=value"))
    var properties: [String] = []

    /// - Throws: `UsageError` for a property that is unknown or that the pipeline's guarantees depend on.
    func configuration() throws -> KafkaConfiguration {
        do {
            let configuration = try KafkaConfiguration(
                bootstrapServers: brokers, overrides: properties, environment: ProcessInfo.processInfo.environment)
            warnOfOpenSecrets()
            return configuration
        } catch {
            throw UsageError(description: "\(error)")
        }
    }

    private func warnOfOpenSecrets() {
        let names = KafkaConfiguration.secretNames(inOverrides: properties)
        guard let first = names.first else { return }
        let variable = "KAFKA_" + first.uppercased().replacing(".", with: "_")
        AdTally.say(
            """
            warning: everybody on this machine can read \(names.joined(separator: ", ")) in 'ps'; \
            give \(variable)_FILE the path of a file with it, or set \(variable), instead of -X
            """)
    }
}

/// What every long-running service understands.
struct ServiceOptions: ParsableArguments {
    @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
    var logLevel: LogLevel = setting("LOG_LEVEL", .info)

    @Option(
        help: """
            A file whose time is renewed while the service does its work; a health check takes it for healthy while \
            the file is younger than 15 s. (env ADTALLY_HEALTH_FILE)
            """)
    var healthFile: String?

    @OptionGroup var telemetry: TelemetryOptions

    var healthPath: String? { healthFile ?? optionalSetting("HEALTH_FILE") }
}

/// - Throws: wrong usage, for a number that no broker would take.
func validatePartitions(_ count: Int) throws {
    guard (1...1000).contains(count) else { throw ValidationError("--partitions must be from 1 to 1000") }
}
