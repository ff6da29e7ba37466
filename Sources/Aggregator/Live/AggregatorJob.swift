import AdModel
import Kafka
import Logging
import Topics
import Windowing

/// The flink job: reads `logs`, counts in windows, writes rows, and commits offsets once the rows are acknowledged.
///
/// One plain loop on one thread owns consumer, engines and producer. Several jobs, in one process or many, share the
/// partitions as a consumer group. Every assignment reads the partition's state back from its rows; every revocation
/// discards it.
///
/// - Source: DESIGN §5, §6.
public final class AggregatorJob {
    /// More unacknowledged messages than this and reading pauses: the broker is slow or away.
    static let backPressureAt = 50_000
    /// Rows of a checkpoint that are sent between two polls: some milliseconds' work.
    private static let rowsARound = 2_000
    /// Checkpoints under way at once; rows only wait a little longer when there are more.
    private static let checkpointsInFlight = 4
    /// When so many are under way, reading pauses this long after the next one was due.
    private static let emitDelay: Duration = .seconds(5)
    /// Within which a job that works has something confirmed.
    private static let patience: Duration = .seconds(15)

    let settings: AggregatorSettings
    let logger: Logger
    let consumer: KafkaConsumer
    let configuration: KafkaConfiguration
    let wallClock: () -> EventTime
    private let judge = RecordJudge()
    private let started = ContinuousClock.now
    private let trimmer: LiveTrimmer
    /// nil before ``run(until:onWork:onFigures:)``.
    private var currentPublisher: RowPublisher?
    private(set) var shouldStop: () -> Bool = { false }

    var tasks: [Int32: PartitionTask] = [:]
    /// Changes whenever the tasks are dropped: answers to what was asked before are then of no concern.
    private(set) var incarnation = 0
    /// Acknowledged, and waiting for the commit before to be answered.
    var readyOffsets: [Int32: PartitionOffset] = [:]
    /// The commit that is not answered yet.
    var committingOffsets: [Int32: PartitionOffset] = [:]
    /// So many partitions of `logs` have a counterpart in both results topics.
    var knownPartitions = 0
    /// When everything was last confirmed and committed, or a commit last was.
    var confirmedAt = ContinuousClock.now
    /// Why the newest commit was refused; nil once one was accepted.
    var lastRefusal: KafkaError.Code?
    /// So many were lost without a checkpoint, and none has come since.
    var lostPartitions = 0
    /// Partitions whose next offset is not in the log.
    var strayed: [Int32: Looks] = [:]
    /// When a job that has no partition looks for its topics.
    var nextTopicLook = ContinuousClock.now + topicLookInterval
    var sendsSingly = false
    var recoveries = 0
    var lastRecovery: ContinuousClock.Instant?
    var counters = AggregatorFigures()
    private var nextFigures = ContinuousClock.now
    var pace: CheckpointPace
    var outbox = RowOutbox()
    private var report: AggregatorReport
    /// Back-pressure: nothing is read until more is confirmed.
    private(set) var isPaused = false
    /// When the last poll was over; exact enough for silence, and not asked for with every record.
    private var pollTime = EventTime(milliseconds: 0)

    /// Does not wait for the broker; make the topics first (`TopicSetup`).
    ///
    /// - Parameter wallClock: ms since 1970 UTC; asked only for silence and for the timestamps of what is produced.
    /// - Throws: `KafkaError` when librdkafka refuses the configuration.
    public init(
        _ settings: AggregatorSettings, configuration: KafkaConfiguration, logger: Logger,
        wallClock: @escaping () -> EventTime = EventTime.now
    ) throws {
        self.settings = settings
        self.configuration = configuration
        self.logger = logger
        self.wallClock = wallClock
        trimmer = LiveTrimmer(configuration: configuration, interval: settings.trimInterval, logger: logger)
        consumer = try KafkaConsumer(configuration: configuration, group: settings.group, logger: logger)
        pace = CheckpointPace(interval: settings.emitInterval, start: .now)
        report = AggregatorReport(logger: logger)
    }

    /// Works until told to stop; then sends what is due, commits, and leaves the group. May be called once.
    ///
    /// - Parameters:
    ///   - shouldStop: asked at least every 50 ms while the broker answers.
    ///   - onWork: called every round in which the job did its work, for a health check.
    ///   - onFigures: called about once a second while the job goes round.
    /// - Throws: `KafkaError` that the client cannot get over; ``WindowSizeError``; ``RefusedRowError``;
    ///   ``ShutdownError`` when not everything was confirmed in time.
    public func run(
        until shouldStop: @escaping () -> Bool, onWork: () -> Void = {},
        onFigures: (AggregatorFigures) -> Void = { _ in }
    ) throws {
        self.shouldStop = shouldStop
        defer {
            currentPublisher?.close()
            currentPublisher = nil
            self.shouldStop = { false }
        }
        do {
            publisher = try makePublisher()
            warmUp()
            try consumer.subscribe(topics: [settings.topics.logs], handler: self)
            while !shouldStop() {
                try round()
                if isWorking { onWork() }
                if ContinuousClock.now >= nextFigures {
                    nextFigures = .now + .seconds(1)
                    onFigures(figures)
                }
            }
        } catch {
            // What is not committed is read again by whoever comes next.
            dropTasks()
            consumer.close()
            throw (error as? KafkaError)?.cause ?? error
        }
        try shutDown()
    }

    var publisher: RowPublisher {
        get {
            guard let currentPublisher else { preconditionFailure("the job is not running") }
            return currentPublisher
        }
        set { currentPublisher = newValue }
    }

    func makePublisher() throws(KafkaError) -> RowPublisher {
        try RowPublisher(
            configuration: configuration, topics: settings.topics, singly: sendsSingly, logger: logger,
            wallClock: wallClock, giveUp: shouldStop,
            onDelivered: { [unowned self] report in
                tasks[report.partition]?.delivered(report, isFinal: report.topic == settings.topics.results)
            })
    }

    /// Only saves the first rows up to a second, so a broker that is not quite ready is no failure.
    private func warmUp() {
        do throws(KafkaError) {
            _ = try publisher.warmUp(timeout: .seconds(2))
        } catch {
            logger.debug("the first rows may be a moment late: \(error)")
        }
    }

    /// Whether the broker answers, and confirms what is sent; a job that has no partition, because others have them all,
    /// only sends heartbeats.
    var isWorking: Bool {
        if tasks.isEmpty { return consumer.isAnswered(within: Self.patience) }
        return consumer.isLive(within: .seconds(10)) && confirmedAt.duration(to: .now) < Self.patience
    }

    private func round() throws {
        // Before the poll, for the records that it hands out, and after it.
        pollTime = monotonicTime
        // Rows that may be sent are not kept waiting for records.
        let patience: Duration = canSendRows ? .zero : .milliseconds(20)
        let polled = try consumer.pollRuns(
            maxRecords: 2000, timeout: patience, onRun: { count($0) }, onOther: { take($0) })
        pollTime = monotonicTime
        closeSilentWindows()
        if isCheckpointDue(isIdle: polled == 0) { takeCheckpoint() }
        if canSendRows { sendRows(limit: Self.rowsARound) }
        commitConfirmed()
        trimmer.trim(&tasks, topic: settings.topics.live)
        try applyBackPressure()
        if let failure = publisher.failure { try recover(from: failure) }
        try makeMissingTopics()
        try findStrayed()
        report.tick(counters.tally, partitions: tasks.count)
    }

    private func isCheckpointDue(isIdle: Bool) -> Bool {
        guard outbox.isIdle, publisher.waitingCheckpoints < Self.checkpointsInFlight else { return false }
        return pace.isDue(at: .now, judged: counters.tally.events, isIdle: isIdle, lag: lagRecords)
    }

    private func take(_ event: ConsumerEvent) {
        switch event {
        // Records come in runs.
        case .record: break
        case .endOfPartition(let partition, _): tasks[partition.partition]?.silence.endReached()
        case .failure(let error, let partition): readingFailed(error, at: partition)
        }
    }

    private func count(_ run: RecordRun) {
        // In place: taking the task out of the dictionary and back would copy it.
        guard let index = tasks.index(forKey: run.partition) else { return }
        let rejected = tasks.values[index].count(run, at: pollTime, judge)
        counters.tally.count(accepted: run.count - rejected.count)
        // Sending serves delivery reports, which are for the tasks, so the task is let go before.
        for (position, rejection) in rejected {
            counters.tally.count(rejection.reason)
            publisher.send(run[position], rejectedFor: rejection)
        }
    }

    private func closeSilentWindows() {
        // While it is paused, what is not read may be there.
        let isLive = !isPaused && consumer.isLive()
        for partition in tasks.keys {
            guard isLive else {
                tasks[partition]?.silence.connectionLost(at: pollTime)
                continue
            }
            guard tasks[partition]?.silence.isSilent(at: pollTime) == true else { continue }
            tasks[partition]?.engine.closeSilent(at: wallClock())
        }
    }

    private func applyBackPressure() throws {
        // What is not emitted piles up in the engine, be it many messages or few.
        let isHeldUp = !outbox.isIdle || publisher.waitingCheckpoints >= Self.checkpointsInFlight
        let isOverdue = isHeldUp && ContinuousClock.now >= pace.next + Self.emitDelay
        let isBehind = publisher.unconfirmedCount > Self.backPressureAt || isOverdue
        guard isBehind != isPaused else { return }
        isPaused = isBehind
        let partitions = consumer.assignedPartitions
        if isBehind { try consumer.pause(partitions) } else { try consumer.resume(partitions) }
    }

    /// Milliseconds on a clock that never jumps, from the start of the job.
    var monotonicTime: EventTime {
        EventTime(milliseconds: Int64((ContinuousClock.now - started) / .milliseconds(1)))
    }

    /// Forgets every partition's state and what it had under way.
    func dropTasks() {
        tasks.removeAll()
        incarnation += 1
        readyOffsets = [:]
        committingOffsets = [:]
        lastRefusal = nil
        strayed = [:]
        outbox = RowOutbox()
        pace = CheckpointPace(interval: settings.emitInterval, start: .now, judged: counters.tally.events)
        currentPublisher?.forgetCheckpoints()
        isPaused = false
    }
}
