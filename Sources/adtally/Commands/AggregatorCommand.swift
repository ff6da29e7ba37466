import Aggregator
import ArgumentParser
import Kafka
import Logging
import Telemetry
import TelemetryServer
import Topics

struct AggregatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aggregator",
        abstract: "The flink job: count logs in windows of event time and write results.",
        discussion: """
            Final rows go to results, running totals to results.live, records that cannot be counted to logs.dlq. \
            Offsets are committed only after the rows are acknowledged. Several aggregators share the partitions.
            """)

    @OptionGroup var windows: WindowOptions

    @Option(
        help: """
            How long a partition that is read to its end must be quiet before its windows close by the wall clock. \
            (env ADTALLY_IDLE_TIMEOUT)
            """)
    var idleTimeout: Span = setting("IDLE_TIMEOUT", "10s")

    @Option(
        help: """
            How often changed rows are written; up to 2s while the job is far behind, where that saves rows. \
            (env ADTALLY_EMIT_INTERVAL)
            """)
    var emitInterval: Span = setting("EMIT_INTERVAL", "500ms")

    @Option(help: "Threads that share the partitions, each a member of the group. (env ADTALLY_THREADS)")
    var threads: Int = setting("THREADS", 1)

    @Option(help: "The consumer group. (env ADTALLY_GROUP)")
    var group: String = setting("GROUP", "flink-job")

    @Option(help: "Partitions of the topics that have to be made. (env ADTALLY_PARTITIONS)")
    var partitions: Int = setting("PARTITIONS", 6)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be from 1 to 64") }
        guard emitInterval.milliseconds >= 10 else { throw ValidationError("--emit-interval must be 10ms or more") }
        guard !group.isEmpty else { throw ValidationError("--group must not be empty") }
        try validatePartitions(partitions)
    }

    func run() async throws {
        let configuration = try kafka.configuration()
        let logger = service.logLevel.logger(for: "flink-job")
        let shutdown = Shutdown.onSignals()
        let settings = AggregatorSettings(
            rules: windows.rules, idleTimeout: idleTimeout.span, emitInterval: emitInterval.duration, group: group,
            partitions: partitions)
        let board = AggregatorBoard(jobs: threads)
        let source = TelemetrySource(service: "flink-job") {
            AggregatorMetrics.families(board)
        } readiness: {
            if shutdown.isRequested { return .notReady("stopping") }
            guard !board.figures.isEmpty else {
                return .notReady("waiting for the broker at \(configuration.bootstrapServers), or restoring")
            }
            return board.standstill.map(Readiness.notReady) ?? .ready
        }
        try await service.telemetry.serve(source, logger: logger) {
            guard let count = try await prepareTopics(settings, configuration, logger: logger, shutdown: shutdown)
            else {
                return
            }
            logger.info(
                """
                counting \(count) partitions of \(settings.topics.logs) in windows of \(windows.window), \
                out-of-orderness \(windows.outOfOrderness), lateness \(windows.lateness)
                """)
            try await runJobs(settings, configuration, board: board, logger: logger, shutdown: shutdown)
        }
    }

    /// - Returns: the partitions of `logs`, or nil when told to stop before the broker answered.
    private func prepareTopics(
        _ settings: AggregatorSettings, _ configuration: KafkaConfiguration, logger: Logger, shutdown: Shutdown
    ) async throws -> Int? {
        let setup = TopicSetup(configuration: configuration, logger: logger)
        return try await ServiceThread.run(name: "setup") { [partitions] in
            try setup.prepare(settings.topics, partitions: partitions, until: { shutdown.isRequested })
        }
    }

    /// A job a thread; one that fails takes the others down with it, each with its last checkpoint.
    private func runJobs(
        _ settings: AggregatorSettings, _ configuration: KafkaConfiguration, board: AggregatorBoard, logger: Logger,
        shutdown: Shutdown
    ) async throws {
        let healthPath = service.healthPath
        try await withThrowingTaskGroup { group in
            for number in 0..<threads {
                group.addTask {
                    try await ServiceThread(name: "flink-job-\(number)") {
                        defer { shutdown.request() }
                        let health = HealthFile(path: healthPath)
                        let job = try AggregatorJob(settings, configuration: configuration, logger: logger)
                        try job.run(
                            until: { shutdown.isRequested }, onWork: { health?.beat() },
                            onFigures: { board.publish($0, job: number) })
                    }.join()
                }
            }
            try await group.waitForAll()
        }
    }
}
