import AdModel
import ArgumentParser
import Foundation
import Kafka
import Telemetry
import Topics

struct DeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq",
        abstract: "Show why records could not be counted, and send them again after a fix.",
        discussion: """
            Without a subcommand it lists. Neither takes anything out of logs.dlq: the topic keeps its records for \
            eight days, sent again or not.
            """,
        subcommands: [ListCommand.self, RepublishCommand.self], defaultSubcommand: ListCommand.self)

    /// What both take.
    struct Options: ParsableArguments {
        @Option(help: "The topic of the dead letters. (env ADTALLY_DLQ_TOPIC)")
        var topic: String = setting("DLQ_TOPIC", TopicNames().deadLetters)

        @OptionGroup var kafka: KafkaOptions
        @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
        var logLevel: LogLevel = setting("LOG_LEVEL", .warning)
    }
}

extension DeadLetterCommand {
    struct ListCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the reasons in logs.dlq, with counts and examples.",
            discussion: """
                Reads the topic from its start to its present end. records: different records; repeats: letters with \
                the place and the bytes of another, as a crash of the aggregator may leave; cut: records too large to be \
                kept whole. The times are the letters'. Records that the aggregator did not write count as unknown. \
                Whatever is not plain text is shown escaped (\\n, \\u{1B}, \\xFF, \\\\), in --json too. Memory: 11 to \
                22 bytes a record where many are rejected, about 130 where they are few and far between.
                """)

        @Option(help: "How many records to show of each reason, the newest first. (env ADTALLY_DLQ_EXAMPLES)")
        var examples: Int = setting("DLQ_EXAMPLES", 3)

        @Flag(help: "Print a JSON object a line, one for each reason. (env ADTALLY_DLQ_JSON=1)")
        var json = false

        @OptionGroup var options: Options

        func validate() throws {
            guard (0...1000).contains(examples) else { throw ValidationError("--examples must be from 0 to 1000") }
        }

        func run() async throws {
            let configuration = try options.kafka.configuration()
            let isJSON = json || switchSetting("DLQ_JSON")
            let shutdown = Shutdown.onSignals()
            let logger = options.logLevel.logger(for: "dlq")
            let summaries = try await ServiceThread.run(name: "dlq") { [topic = options.topic, examples] in
                var progress = ProgressLine()
                defer { progress.clear() }
                let job = try DeadLetterJob(
                    topic: topic, examples: examples, configuration: configuration, logger: logger)
                return try job.run(until: { shutdown.isRequested }) { count in
                    progress.show { "dlq: \(count) letters" }
                }
            }
            guard !summaries.isEmpty else { return AdTally.say("\(options.topic) is empty: nothing was rejected") }
            let text = isJSON ? try DeadLetterTable.json(summaries) : DeadLetterTable.text(summaries)
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        }
    }
}
