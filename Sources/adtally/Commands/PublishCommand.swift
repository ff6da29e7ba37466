import ArgumentParser
import Foundation
import Kafka
import Telemetry
import Topics

struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Write a recorded topic to a topic.",
        discussion: """
            INPUT is NDJSON: bare events, which are keyed by their campaign, or the envelope of kcat -J and adtally \
            record, which keeps its key. Every record carries the wall clock as its Kafka timestamp.
            """)

    @Argument(help: "The recorded topic; - reads standard input.")
    var input: String

    @Option(help: "The topic to write to. (env ADTALLY_TOPIC)")
    var topic: String = setting("TOPIC", "logs")

    @Option(help: "1x: as fast as it was recorded; 10x: ten times that; max: as fast as it goes. (env ADTALLY_SPEED)")
    var speed: Speed = setting("SPEED", Speed(.times(1)))

    @Option(help: "Partitions of the topics that have to be made. (env ADTALLY_PARTITIONS)")
    var partitions: Int = setting("PARTITIONS", 6)

    @OptionGroup var kafka: KafkaOptions
    @Option(help: "How much to log: debug, info, warning or error. (env ADTALLY_LOG_LEVEL)")
    var logLevel: LogLevel = setting("LOG_LEVEL", .warning)

    func validate() throws {
        try validatePartitions(partitions)
    }

    func run() async throws {
        let configuration = try kafka.configuration()
        let shutdown = Shutdown.onSignals()
        let logger = logLevel.logger(for: "publish")
        let started = ContinuousClock.now
        let records = try await ServiceThread.run(name: "publish") { [input, topic, speed, partitions] in
            let setup = TopicSetup(configuration: configuration, logger: logger)
            guard try setup.prepare(topic, partitions: partitions, until: { shutdown.isRequested }) else {
                throw StoppedError(what: "publishing", result: "nothing was published")
            }
            var progress = ProgressLine()
            defer { progress.clear() }
            let job = try PublishJob(topic: topic, speed: speed.value, configuration: configuration, logger: logger)
            try job.run(input, until: { shutdown.isRequested }) { count in progress.show { "publish: \(count) records" }
            }
            return job.published
        }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        AdTally.say(
            "published \(records) records to \(topic) in \(String(format: "%.2f", seconds)) s, all acknowledged")
    }
}

/// `1x`, `2.5x` or `max`.
struct Speed: ExpressibleByArgument {
    let value: PublishJob.Speed

    init(_ value: PublishJob.Speed) {
        self.value = value
    }

    init?(argument: String) {
        if argument == "max" {
            value = .unlimited
        } else if argument.hasSuffix("x"), let factor = Double(argument.dropLast()),
            (0.001...1_000_000).contains(factor)
        {
            value = .times(factor)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch value {
        case .unlimited: "max"
        case .times(let factor): factor == factor.rounded() ? "\(Int(factor))x" : "\(factor)x"
        }
    }
}
