import AdModel
import Kafka
import Logging
import Topics
import Windowing

/// The flink job: reads `logs`, counts in windows, writes rows, and commits offsets once the rows are acknowledged.
///
/// One plain loop on one thread owns consumer, engines and producer. Several jobs, in one process or many, share the
/// partitions as a consumer group.
///
/// Every assignment rebuilds a partition's windows from the start of `logs`, without sending anything that was
/// acknowledged before: the state is a pure function of the log's prefix.
///
/// - Source: DESIGN §5, §6.
public final class AggregatorJob {
    /// More unacknowledged messages than this and reading pauses: the broker is slow or away.
    private static let backPressureAt = 50_000
    /// Checkpoints under way at once; rows only wait a little longer when there are more.
    private static let checkpointsInFlight = 4

    let settings: AggregatorSettings
    let logger: Logger
    let consumer: KafkaConsumer
    let publisher: RowPublisher
    let wallClock: () -> EventTime
    private let producer: KafkaProducer
    private let configuration: KafkaConfiguration
    private let judge = RecordJudge()
    private let started = ContinuousClock.now

    var tasks: [Int32: PartitionTask] = [:]
    private var nextEmit: ContinuousClock.Instant
    private var report: AggregatorReport
    private var isPaused = false
    /// When the last poll was over; exact enough for silence, and not asked for with every record.
    private var pollTime = EventTime(milliseconds: 0)
    private var seekFailure: KafkaError?

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
        consumer = try KafkaConsumer(configuration: configuration, group: settings.group, logger: logger)
        do {
            producer = try KafkaProducer(configuration: configuration, logger: logger)
        } catch {
            consumer.close()
            throw error
        }
        publisher = RowPublisher(producer: producer, topics: settings.topics, wallClock: wallClock)
        nextEmit = .now + settings.emitInterval
        report = AggregatorReport(logger: logger)
    }

    /// Works until told to stop; then sends what is due, commits, and leaves the group.
    ///
    /// - Parameters:
    ///   - shouldStop: asked at least every 50 ms while the broker answers.
    ///   - onWork: called every round in which the job did its work, for a health check.
    /// - Throws: `KafkaError` that the client cannot get over; `ShutdownError` when rows were not acknowledged in time.
    public func run(until shouldStop: @escaping () -> Bool, onWork: () -> Void = {}) throws {
        defer { producer.close() }
        do {
            publisher.giveUp = shouldStop
            warmUp()
            try consumer.subscribe(topics: [settings.topics.logs], handler: self)
            while !shouldStop() {
                try round()
                if isWorking { onWork() }
            }
        } catch {
            // What is not committed is read again by whoever comes next.
            dropTasks()
            consumer.close()
            throw error
        }
        try shutDown()
    }

    /// Only saves the first rows up to a second, so a broker that is not quite ready is no failure.
    private func warmUp() {
        do throws(KafkaError) {
            try producer.warmUp(topics: [settings.topics.results, settings.topics.live, settings.topics.deadLetters])
        } catch {
            logger.debug("the first rows may be a moment late: \(error)")
        }
    }

    /// Whether the broker answers; a job that has no partition, because others have them all, only needs a connection.
    private var isWorking: Bool {
        tasks.isEmpty ? configuration.isConnected : consumer.isLive(within: .seconds(10))
    }

    private func round() throws {
        try consumer.poll(maxRecords: 2000, timeout: .milliseconds(20)) { event in take(event) }
        pollTime = monotonicTime
        closeSilentWindows()
        if ContinuousClock.now >= nextEmit, publisher.waitingCheckpoints < Self.checkpointsInFlight {
            nextEmit = .now + settings.emitInterval
            checkpoint()
        }
        commitConfirmed()
        try applyBackPressure()
        if let failure = publisher.failure ?? seekFailure { throw failure }
        report.tick(tasks: tasks.count)
    }

    private func take(_ event: ConsumerEvent) {
        switch event {
        case .record(let record): count(record)
        case .endOfPartition(let partition, _):
            tasks[partition.partition]?.finishRebuilding()
            tasks[partition.partition]?.silence.endReached()
        case .failure(let error, let partition): recover(from: error, at: partition)
        }
    }

    private func count(_ record: ConsumedRecord) {
        // In place: taking the task out of the dictionary and back would copy it for every record.
        guard let index = tasks.index(forKey: record.partition) else { return }
        if record.offset >= tasks.values[index].committedAtStart { tasks.values[index].finishRebuilding() }
        let rejection = judge.apply(
            record.value, offset: record.offset, recordTime: record.timestamp.map(EventTime.init(milliseconds:)),
            to: &tasks.values[index].engine)
        tasks.values[index].nextOffset = record.offset + 1
        tasks.values[index].silence.recordArrived(at: pollTime)
        report.count(rejection?.reason)
        guard let rejection, record.offset >= tasks.values[index].committedAtStart else { return }
        publisher.send(record, rejectedFor: rejection)
    }

    /// An offset that is gone: start at the first one that is there, and say what is missing (DESIGN §6.6).
    private func recover(from error: KafkaError, at partition: TopicPartition?) {
        guard let partition, error.isOffsetOutOfRange, let task = tasks[partition.partition] else {
            if !error.isRetriable { logger.warning("reading logs: \(error)") }
            return
        }
        if let end = consumer.cachedWatermarks(partition)?.upperBound, end < task.nextOffset {
            logger.error(
                "\(partition) was cut off at \(end), below \(task.nextOffset): counting it anew from its start")
            tasks[partition.partition] = newTask(partition.partition, committed: nil)
        } else {
            logger.error(
                "\(partition): the events from offset \(task.nextOffset) to its present start are gone, uncounted")
        }
        do throws(KafkaError) {
            try consumer.seek(PartitionOffset(partition, offset: PartitionOffset.beginning))
        } catch {
            seekFailure = error
        }
    }

    private func closeSilentWindows() {
        let isLive = consumer.isLive()
        for partition in tasks.keys {
            guard isLive else {
                tasks[partition]?.silence.connectionLost(at: pollTime)
                continue
            }
            guard tasks[partition]?.silence.isSilent(at: pollTime) == true else { continue }
            tasks[partition]?.engine.closeSilent(at: wallClock())
        }
    }

    private func commitConfirmed() {
        let offsets = publisher.takeConfirmed()
        guard !offsets.isEmpty else { return }
        do throws(KafkaError) {
            try consumer.commitAsync(offsets) { [weak self] error in self?.committed(error) }
        } catch {
            committed(error)
        }
    }

    /// A refused commit only means that a little more is read again; the next checkpoint tries once more.
    private func committed(_ error: KafkaError?) {
        guard let error else { return }
        for partition in tasks.keys { tasks[partition]?.checkpointed = 0 }
        let isRebalance = [.illegalGeneration, .unknownMember, .rebalanceInProgress, .closed].contains(error.code)
        logger.log(level: isRebalance ? .debug : .warning, "a commit was refused, trying again: \(error)")
    }

    private func applyBackPressure() throws {
        let isBehind = publisher.unconfirmedCount > Self.backPressureAt
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
        publisher.forgetCheckpoints()
        isPaused = false
    }
}
