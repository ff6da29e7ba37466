import ArgumentParser
import Foundation
import Kafka
import Telemetry
import Topics

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write what a topic holds to a file, as kcat -J would.",
        discussion: "Reads every partition from its start to its present end; replay and publish read the file.")

    @Option(help: "The topic. (env ADTALLY_TOPIC)")
    var topic: String = setting("TOPIC", "logs")

    @Option(name: .shortAndLong, help: "The file, - for standard output. (env ADTALLY_OUTPUT)")
    var output: String?

    @OptionGroup var kafka: KafkaOptions
    @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
    var logLevel: LogLevel = setting("LOG_LEVEL", .warning)

    func run() async throws {
        let configuration = try kafka.configuration()
        guard let path = output ?? optionalSetting("OUTPUT") else {
            throw UsageError(
                description: "Missing expected argument '--output <output>': name a file, or - for standard output")
        }
        let shutdown = Shutdown.onSignals()
        let logger = logLevel.logger(for: "record")
        let records = try await ServiceThread.run(name: "record") { [topic] in
            var progress = ProgressLine()
            defer { progress.clear() }
            let file = try OutputFile(path: path)
            let job = try RecordJob(topic: topic, configuration: configuration, logger: logger)
            try job.run(to: file, until: { shutdown.isRequested }) { count in
                progress.show { "record: \(count) records" }
            }
            return job.records
        }
        AdTally.say("recorded \(records) records of \(topic)")
    }
}
