import Foundation
import Kafka
import Logging

/// How far a reason's letters have been sent to a topic: the committed offsets of a consumer group of its own.
///
/// The group has no members: a commit needs no session, so it can still be made after an outage of any length. In place
/// of the group's generation, each commit carries the number of its run as metadata, so that of two runs one notices.
final class RepublishProgress {
    private let consumer: KafkaConsumer
    private let logger: Logger
    private let run = "v1;run=" + String(UInt64.random(in: .min ... .max), radix: 16)
    private var saved: [TopicPartition: PartitionOffset] = [:]

    init(_ consumer: KafkaConsumer, logger: Logger) {
        self.consumer = consumer
        self.logger = logger
    }

    static func group(reason: String, target: String) -> String { "adtally-dlq-\(reason)-\(target)" }

    /// The offset below which each partition's letters have been dealt with; a partition without progress is left out.
    func load(_ partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartition: Int64] {
        saved = try committed(partitions)
        return saved.mapValues(\.offset)
    }

    /// Takes the progress over for this run, and so has the broker remember all of it for equally long.
    ///
    /// - Throws: `AnotherRunError` when it has moved since `load`.
    func claim(_ starts: [TopicPartition: Int64], until shouldStop: () -> Bool) throws {
        guard try committed(Array(starts.keys)) == saved else { throw AnotherRunError() }
        try save(starts, until: shouldStop)
    }

    /// - Throws: `AnotherRunError` when another run has claimed the progress since.
    func check(until shouldStop: () -> Bool) throws {
        let now = try patiently(until: shouldStop) { () throws(KafkaError) in try committed(Array(saved.keys)) }
        guard now == saved else { throw AnotherRunError() }
    }

    func save(_ positions: [TopicPartition: Int64], until shouldStop: () -> Bool) throws(KafkaError) {
        let moved = positions.map { PartitionOffset($0.key, offset: $0.value, metadata: run) }
            .filter { saved[$0.topicPartition] != $0 }
        try patiently(until: shouldStop) { () throws(KafkaError) in
            try consumer.commit(moved, timeout: .seconds(4))
        }
        for offset in moved { saved[offset.topicPartition] = offset }
    }

    /// While the broker is away, tries until it is back or the job is told to stop.
    private func patiently<Value>(
        until shouldStop: () -> Bool, _ body: () throws(KafkaError) -> Value
    ) throws(KafkaError) -> Value {
        var hasComplained = false
        while true {
            do throws(KafkaError) {
                return try body()
            } catch {
                guard error.isRetriable, !shouldStop() else { throw error }
                if !hasComplained { logger.warning("waiting for the broker: \(error.message)") }
                hasComplained = true
                // An answer that comes at once must not make this a busy loop; it blocks a thread of its own.
                usleep(200_000)
            }
        }
    }

    private func committed(_ partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartition: PartitionOffset] {
        let offsets = try consumer.committed(partitions, timeout: .seconds(10))
        return Dictionary(offsets.map { ($0.topicPartition, $0) }, uniquingKeysWith: { $1 })
    }
}

/// Two runs for the same reason and target at the same time.
public struct AnotherRunError: Error, CustomStringConvertible {
    public var description: String {
        "another run is republishing this reason; this one has stopped, wait for the other one to end"
    }
}
