import Kafka

/// Reads parts of a topic to ends that are fixed when it begins, without joining a group.
///
/// Confined to the consumer's thread. What is written to the topic meanwhile is left out.
final class TopicScan {
    private let consumer: KafkaConsumer
    /// The end of each partition that is not read yet.
    private var ends: [TopicPartition: Int64] = [:]
    /// For each partition, the offset below which everything asked for has been taken.
    private(set) var positions: [TopicPartition: Int64] = [:]

    init(_ consumer: KafkaConsumer) {
        self.consumer = consumer
    }

    /// Reads these offsets, instead of those read before.
    func begin(_ ranges: [TopicPartition: Range<Int64>]) throws(KafkaError) {
        let filled = ranges.filter { !$0.value.isEmpty }
        ends = filled.mapValues(\.upperBound)
        positions = filled.mapValues(\.lowerBound)
        try consumer.assign(filled.map { PartitionOffset($0.key, offset: $0.value.lowerBound) })
    }

    var isDone: Bool { ends.isEmpty }

    /// Waits a moment for records and hands them out, in the order of each partition.
    ///
    /// - Parameter take: returns false to take neither this record nor any later one of this poll.
    /// - Throws: what `take` threw, `ShorterTopicError`, or the `KafkaError` that waiting does not mend.
    func poll(maxRecords: Int = 2_000, _ take: (ConsumedRecord) throws -> Bool) throws {
        var isOpen = true
        var failure: (any Error)?
        try consumer.poll(maxRecords: maxRecords, timeout: .milliseconds(50)) { event in
            guard isOpen, failure == nil else { return }
            do { isOpen = try handle(event, take) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func handle(_ event: ConsumerEvent, _ take: (ConsumedRecord) throws -> Bool) throws -> Bool {
        switch event {
        case .record(let record):
            guard let end = ends[record.topicPartition] else { return true }
            if record.offset < end {
                guard try take(record) else { return false }
                positions[record.topicPartition] = record.offset + 1
            }
            // Past it: the record before the end has been deleted meanwhile, or never was one.
            if record.offset + 1 >= end { finish(record.topicPartition) }
        case .endOfPartition(let partition, let offset):
            guard let end = ends[partition] else { return true }
            // What lies between the last record and the end is a gap.
            if offset >= end { finish(partition) } else { _ = try start(of: partition) }
        case .failure(let error, let partition?) where error.isOffsetOutOfRange:
            // Retention was quicker.
            let start = max(try start(of: partition), positions[partition] ?? 0)
            try consumer.seek(PartitionOffset(partition, offset: start))
        case .failure(let error, _): if !error.isRetriable { throw error }
        }
        return true
    }

    /// Asks where the partition begins now, and makes sure that it still reaches to the end fixed for it.
    ///
    /// An early end alone does not say that it does not: a new leader may lag behind for a moment.
    private func start(of partition: TopicPartition) throws -> Int64 {
        guard let now = try consumer.queryWatermarks([partition])[partition] else { return 0 }
        if let end = ends[partition], now.upperBound < end {
            throw ShorterTopicError(partition: partition, end: now.upperBound, expected: end)
        }
        return now.lowerBound
    }

    private func finish(_ partition: TopicPartition) {
        if let end = ends.removeValue(forKey: partition) { positions[partition] = end }
    }
}

extension TopicScan {
    /// How long to look behind the ends that the broker tells.
    private static let patience: Duration = .seconds(2)

    /// What each partition of a topic holds now.
    ///
    /// There are brokers whose answer leaves the newest records out, so each partition is looked at behind it. What is
    /// written in that moment is taken as well.
    ///
    /// - Parameter flag: names the topic on the command line, for the error's text.
    /// - Throws: `KafkaError`, or `NoTopicError`.
    func extent(
        of topic: String, admin: KafkaAdmin, flag: String = "--topic"
    ) throws -> [TopicPartition: Range<Int64>] {
        var ranges = try admin.extent(of: topic, flag: flag)
        var open = Set(ranges.keys)
        func reaches(_ end: Int64, _ partition: TopicPartition) {
            guard let range = ranges[partition] else { return }
            ranges[partition] = range.lowerBound..<max(range.upperBound, end)
        }
        try consumer.assign(ranges.map { PartitionOffset($0.key, offset: $0.value.upperBound) })
        let deadline = ContinuousClock.now + Self.patience
        while !open.isEmpty, ContinuousClock.now < deadline {
            try consumer.poll(timeout: .milliseconds(50)) { event in
                switch event {
                case .record(let record): reaches(record.offset + 1, record.topicPartition)
                case .endOfPartition(let partition, let end):
                    reaches(end, partition)
                    open.remove(partition)
                case .failure(let error, let partition?) where error.isOffsetOutOfRange: open.remove(partition)
                case .failure: break
                }
            }
        }
        return ranges
    }
}

extension KafkaAdmin {
    /// What each partition of a topic holds now, as the broker tells it.
    ///
    /// - Parameter flag: names the topic on the command line, for the error's text.
    /// - Throws: `KafkaError`, or `NoTopicError`.
    func extent(of topic: String, flag: String = "--topic") throws -> [TopicPartition: Range<Int64>] {
        guard let count = try metadata(timeout: .seconds(10))[topic] else {
            throw NoTopicError(topic: topic, flag: flag)
        }
        return try watermarks((0..<Int32(clamping: count)).map { TopicPartition(topic, $0) })
    }
}

/// A topic that should be there.
public struct NoTopicError: Error, CustomStringConvertible {
    let topic: String
    let flag: String

    public var description: String { "there is no topic \(topic) on this broker; check \(flag) and --brokers" }
}

/// A topic that was deleted and made anew, or cut back, while it was read.
public struct ShorterTopicError: Error, CustomStringConvertible {
    let partition: TopicPartition
    let end: Int64
    let expected: Int64

    public var description: String {
        """
        \(partition) ends at offset \(end) now, before \(expected) where it ended at the start: it was made anew or cut \
        back meanwhile; run this again
        """
    }
}
