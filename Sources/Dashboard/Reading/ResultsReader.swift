import AdCodec
import AdModel
import DashboardModel
import Foundation
import Kafka
import Logging
import Topics

/// Reads `results` and `results.live` into the read model, on a thread of its own.
///
/// A reader without a group: every dashboard sees every row. It starts where the history it shows begins, by the rows'
/// Kafka timestamps, and goes on for as long as it is not told to stop; a broker that goes away is waited for.
///
/// - Source: DESIGN §3 ("How to read them"), §9.
public final class ResultsReader {
    private let store: RowStore
    private let topics: TopicNames
    private let logger: Logger
    private let configuration: KafkaConfiguration
    private let admin: KafkaAdmin
    private let consumer: KafkaConsumer
    private let decoder = ResultRowDecoder()
    private var rows: [ResultRow] = []
    private var progress = LoadingProgress()
    /// Said once each, so that one wrong row cannot hide a lasting failure.
    private var complaints: Set<Complaint> = []
    private var partitionCounts: [String: Int] = [:]
    private var nextLook = ContinuousClock.now
    private var nextBeat = ContinuousClock.now

    private enum Complaint { case start, reading, row }
    private var failure: KafkaError?

    /// - Throws: `KafkaError` when librdkafka refuses the configuration.
    public init(
        store: RowStore, topics: TopicNames, configuration: KafkaConfiguration, logger: Logger
    ) throws {
        self.store = store
        self.topics = topics
        self.logger = logger
        self.configuration = configuration
        admin = try KafkaAdmin(configuration: configuration, logger: logger)
        do {
            consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        } catch {
            admin.close()
            throw error
        }
    }

    /// Reads until told to stop; the topics must exist.
    ///
    /// - Parameter start: rows written before this wall-clock time are not read.
    /// - Throws: `KafkaError` that the client cannot get over.
    public func run(from start: EventTime, until shouldStop: () -> Bool) throws {
        defer {
            consumer.close()
            admin.close()
        }
        guard let offsets = try startOffsets(at: start, until: shouldStop) else { return }
        try consumer.assign(offsets)
        while !shouldStop() {
            // It waits for so long even when the first rows are there, which makes batches of them, and pages wait.
            try consumer.poll(maxRecords: 2000, timeout: .milliseconds(10)) { event in take(event) }
            store.ingest(rows)
            rows.removeAll(keepingCapacity: true)
            reportState()
            beat()
            if let failure { throw failure }
            try lookForNewPartitions(from: start, until: shouldStop)
        }
    }

    /// Rows are absolute totals, so reading all of it again when a topic has grown is harmless.
    private func lookForNewPartitions(from start: EventTime, until shouldStop: () -> Bool) throws {
        guard configuration.isConnected, ContinuousClock.now >= nextLook else { return }
        nextLook = .now + .seconds(30)
        guard let counts = try? admin.metadata(timeout: .seconds(2)) else { return }
        let hasGrown = [topics.results, topics.live].contains { counts[$0] ?? 0 > partitionCounts[$0] ?? 0 }
        guard hasGrown, let offsets = try startOffsets(at: start, until: shouldStop) else { return }
        logger.info("the results topics have more partitions now: reading them from the start of the history")
        try consumer.assign(offsets)
    }

    /// A broker that goes away at this moment is waited for; nil when told to stop first.
    private func startOffsets(at start: EventTime, until shouldStop: () -> Bool) throws -> [PartitionOffset]? {
        while !shouldStop() {
            do {
                let offsets = try startOffsets(at: start)
                if !offsets.isEmpty { return offsets }
            } catch let error as KafkaError where error.isRetriable {
                complain(.start, "asking where the results begin, and trying again: \(error)")
            }
            usleep(200_000)
        }
        return nil
    }

    private func startOffsets(at start: EventTime) throws -> [PartitionOffset] {
        let counts = try admin.metadata()
        // Just made, a topic may be missing from the first answers.
        guard [topics.results, topics.live].allSatisfy({ counts[$0] != nil }) else { return [] }
        partitionCounts = counts
        let partitions = [topics.results, topics.live].flatMap { topic in
            (0..<Int32(counts[topic] ?? 0)).map { TopicPartition(topic, $0) }
        }
        let ranges = try admin.watermarks(partitions)
        let times = Dictionary(uniqueKeysWithValues: partitions.map { ($0, start.milliseconds) })
        // A broker that cannot look up times is read from its first record.
        let found = (try? admin.offsetsForTimes(times)) ?? [:]
        let offsets = partitions.map { partition in
            let range = ranges[partition] ?? 0..<0
            let first = found[partition] ?? range.lowerBound
            // Negative: nothing is as new as that.
            let offset = first < 0 ? range.upperBound : min(max(first, range.lowerBound), range.upperBound)
            return PartitionOffset(partition, offset: offset)
        }
        progress = LoadingProgress(offsets: offsets, ends: ranges.mapValues(\.upperBound))
        return offsets
    }

    private func take(_ event: ConsumerEvent) {
        switch event {
        case .record(let record):
            progress.read(record.topicPartition, offset: record.offset)
            decode(record)
        case .endOfPartition(let partition, let offset):
            progress.read(partition, offset: offset - 1)
            progress.endReached(partition)
        case .failure(let error, let partition):
            recover(from: error, at: partition)
        }
    }

    /// A row that somebody else wrote wrong is left out; said once, so that a flood of them is no flood of lines.
    private func decode(_ record: ConsumedRecord) {
        guard let value = record.value else { return }
        do {
            rows.append(try decoder.decode(value))
        } catch {
            store.countUnreadableRow()
            complain(.row, "left out a row of \(record.topicPartition) at offset \(record.offset): \(error)")
        }
    }

    private func complain(_ kind: Complaint, _ text: String) {
        if complaints.insert(kind).inserted { logger.warning("\(text)") }
    }

    private func recover(from error: KafkaError, at partition: TopicPartition?) {
        guard let partition, error.isOffsetOutOfRange else {
            if error.isFatal {
                failure = error
            } else if !error.isRetriable {
                complain(.reading, "reading the results: \(error)")
            }
            return
        }
        logger.warning("\(partition): the rows to read next are no longer in the topic; going on at its first one")
        do throws(KafkaError) {
            try consumer.seek(PartitionOffset(partition, offset: PartitionOffset.beginning))
        } catch {
            failure = error
        }
    }

    /// An idle broker answers a fetch every 100 ms, so this is false of one that is frozen, not of one that is quiet.
    private func beat() {
        let now = ContinuousClock.now
        guard now >= nextBeat else { return }
        nextBeat = now + .seconds(1)
        store.beat(ReaderPulse(isAnswered: consumer.isLive(within: .seconds(10)), at: now))
    }

    /// Tells the read model what changed; an update wakes every page, so nothing is said twice.
    private func reportState() {
        let state = store.ingestState
        let isAway = if case .brokerAway = state.connection { true } else { false }
        if configuration.isConnected != (state.connection == .connected) && !(isAway && !configuration.isConnected) {
            let connection: IngestState.Connection =
                configuration.isConnected ? .connected : .brokerAway(since: store.now)
            store.update { $0.connection = connection }
        }
        if progress.current != state.progress { store.update { $0.progress = progress.current } }
    }
}
