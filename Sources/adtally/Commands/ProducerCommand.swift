import ArgumentParser
import Kafka
import Telemetry
import TelemetryServer
import Topics

struct ProducerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "producer",
        abstract: "Write synthetic ad traffic to the topic logs.",
        discussion: """
            Impressions, clicks and conversions in the proportions 80/17/3, on believable journeys. Waits for a broker \
            that is not there yet, and drops nothing it accepted when the broker goes away.
            """)

    @Option(help: "Events a second. (env ADTALLY_RATE)")
    var rate: Double = setting("RATE", 15)

    @Flag(help: "As fast as it can, in place of --rate. (env ADTALLY_MAX_RATE=1)")
    var maxRate = false

    @Option(help: "Stop after so many events; without it, never. (env ADTALLY_COUNT)")
    var count: Int?

    @Option(help: "Seed of the traffic: the same seed, the same journeys. (env ADTALLY_SEED)")
    var seed: UInt64?

    @Option(help: "Number of campaigns, 1 to 10000. (env ADTALLY_CAMPAIGNS)")
    var campaigns: Int = setting("CAMPAIGNS", 20)

    @Option(help: "Partitions of the topics that have to be made. (env ADTALLY_PARTITIONS)")
    var partitions: Int = setting("PARTITIONS", 6)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (0.001...10_000_000).contains(rate) else {
            throw ValidationError("--rate must be from 0.001 to 10000000, such as 15")
        }
        guard (1...10_000).contains(campaigns) else { throw ValidationError("--campaigns must be from 1 to 10000") }
        if let count = count ?? optionalSetting("COUNT"), count < 1 {
            throw ValidationError("--count must be 1 or more")
        }
        try validatePartitions(partitions)
    }

    func run() async throws {
        let configuration = try kafka.configuration()
        let logger = service.logLevel.logger(for: "producer")
        let shutdown = Shutdown.onSignals()
        let settings = ProducerJob.Settings(
            rate: maxRate || switchSetting("MAX_RATE") ? nil : rate, count: count ?? optionalSetting("COUNT"),
            seed: seed ?? optionalSetting("SEED") ?? .random(in: 0...UInt64.max), campaigns: campaigns)
        let board = ProducerBoard()
        let watch = WorkWatch()
        let source = TelemetrySource(service: "producer") {
            ProducerMetrics.families(board.figures, isConnected: configuration.isConnected)
        } readiness: {
            if shutdown.isRequested { return .notReady("stopping") }
            return watch.readiness(
                until: "waiting for the broker at \(configuration.bootstrapServers)",
                idleBecause: "the broker does not acknowledge what is sent")
        }
        let healthPath = service.healthPath
        try await service.telemetry.serve(source, logger: logger) {
            try await ServiceThread(name: "producer") { [partitions] in
                let topics = TopicNames()
                let setup = TopicSetup(configuration: configuration, logger: logger)
                guard try setup.prepare(topics, partitions: partitions, until: { shutdown.isRequested }) != nil else {
                    return
                }
                let pace = settings.rate.map { "\($0) events/s" } ?? "as many events as possible"
                logger.info("writing \(pace) to \(topics.logs), seed \(settings.seed), \(settings.campaigns) campaigns")
                let health = HealthFile(path: healthPath)
                let job = try ProducerJob(
                    settings, configuration: configuration, topic: topics.logs, board: board, logger: logger)
                try job.run(until: { shutdown.isRequested }) {
                    health?.beat()
                    watch.worked()
                }
            }.join()
        }
    }
}
