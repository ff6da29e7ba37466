import AdModel
import ArgumentParser
import Kafka
import Telemetry
import Topics

extension DeadLetterCommand {
    struct RepublishCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "republish",
            abstract: "Send the records of one reason back to logs, after a fix.",
            discussion: """
                Each record goes once, with its key and bytes untouched, however often its letter repeats and however \
                often this is run. What was sent is kept as committed offsets of the group \
                adtally-dlq-REASON-TARGET, committed only when the broker has acknowledged all of it. A crash in \
                between makes the next run send the last batch again: at most 100 records. Do not run it twice at the \
                same time for one reason: the second one stops the first, or is stopped, but a batch may go twice.

                Brokers forget a group after seven days without a commit, sooner if they are told to \
                (offsets.retention.minutes); dead letters are kept for eight. If no progress is found and letters of \
                the reason are a week old, it asks what to do with them (--old).

                Records are judged anew. One that is still wrong comes back to logs.dlq as a new letter, which a later \
                run sends again; a run ends at the end that the topic has when it begins. The Kafka timestamp is the \
                time of sending, so a record of reason future is counted once its time has come or is at most five \
                minutes away. The watermark does not go back: an event of reason late is late again, and so is any \
                other whose window is by now further behind than the aggregator's --lateness, unless the aggregator \
                has been started with a larger one.

                A record that was cut when it became a dead letter cannot be sent again; it is counted and named. Each \
                record sent carries the header republished-from: TOPIC/PARTITION/OFFSET of its letter.
                """)

        @Option(help: "The reason. (env ADTALLY_DLQ_REASON)")
        var reason: RejectReason?

        @Option(help: "The topic to send to. (env ADTALLY_DLQ_TO)")
        var to: String = setting("DLQ_TO", TopicNames().logs)

        @Flag(help: "Only count what would be sent. (env ADTALLY_DLQ_DRY_RUN=1)")
        var dryRun = false

        @Option(help: "What to do with week-old letters if no progress is found: send or skip. (env ADTALLY_DLQ_OLD)")
        var old: RepublishJob.DoubtfulLetters?

        @OptionGroup var options: Options

        func validate() throws {
            guard to != options.topic else { throw ValidationError("--to must be another topic than --topic") }
        }

        func run() async throws {
            let configuration = try options.kafka.configuration()
            let settings = try settings()
            let shutdown = Shutdown.onSignals()
            let logger = options.logLevel.logger(for: "dlq")
            let outcome = try await ServiceThread.run(name: "dlq") {
                var progress = ProgressLine()
                defer { progress.clear() }
                let job = try RepublishJob(settings, configuration: configuration, logger: logger)
                return try job.run(until: { shutdown.isRequested }) { outcome in
                    progress.show { "dlq: \(outcome.read) letters read, \(outcome.sent) records sent" }
                }
            }
            AdTally.say(outcome.text(settings.isDryRun ? "would republish" : "republished", settings))
        }

        private func settings() throws -> RepublishJob.Settings {
            guard let reason = reason ?? optionalSetting("DLQ_REASON") else {
                let names = RejectReason.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError(description: "Missing expected argument '--reason <reason>': one of \(names)")
            }
            return RepublishJob.Settings(
                reason: reason, topic: options.topic, target: to, isDryRun: dryRun || switchSetting("DLQ_DRY_RUN"),
                doubtful: old ?? optionalSetting("DLQ_OLD"))
        }
    }
}

extension RejectReason: ExpressibleByArgument {}
extension RepublishJob.DoubtfulLetters: ExpressibleByArgument {}
