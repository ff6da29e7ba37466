import AdModel
import Glibc
import Kafka
import Logging
import Topics
import Windowing

/// Reads the state of newly assigned partitions back from their rows.
///
/// The order matters (DESIGN §6.2): commits once, ends of the results topics, the rows up to there, and the ends of
/// `logs` last. A broker that is away is waited for; librdkafka keeps the group's session meanwhile, for as long as
/// `max.poll.interval.ms` allows.
struct StateRestore {
    let settings: AggregatorSettings
    let configuration: KafkaConfiguration
    let logger: Logger
    /// The group's consumer: commits are asked for in its name.
    let consumer: KafkaConsumer
    let shouldStop: () -> Bool

    private static let timeout: Duration = .seconds(2)

    /// - Returns: nil when told to stop first.
    /// - Throws: `KafkaError` that waiting does not mend, ``WindowSizeError``, or `TopicError`.
    func run(_ partitions: [Int32]) throws -> [RestoredPartition]? {
        var complaints = 0
        var withoutRows: Set<Int32> = []
        while !shouldStop() {
            do {
                return try attempt(partitions, withoutRows: withoutRows)
            } catch let error as KafkaError where error.isRetriable || error.isMissingTopic {
                if complaints == 0 { logger.warning("restoring is held up, trying on: \(error)") }
                complaints += 1
                if error.isMissingTopic { try makeTopics() }
            } catch is NoAnswerError {
                logger.debug("restoring: the broker left a partition out of its answer")
            } catch let error as RowsGoneError {
                logger.debug("restoring: rows of partition \(error.partition) are not there, starting over")
                withoutRows.insert(error.partition)
            }
            usleep(100_000)
        }
        return nil
    }

    private func makeTopics() throws {
        _ = try TopicSetup(configuration: configuration, logger: logger)
            .prepare(settings.topics, partitions: settings.partitions, until: shouldStop)
    }

    /// - Parameter withoutRows: partitions whose rows from the checkpoint on are not all there.
    private func attempt(_ partitions: [Int32], withoutRows: Set<Int32>) throws -> [RestoredPartition]? {
        let committed = try consumer.committed(all(settings.topics.logs, partitions), timeout: Self.timeout)
        guard !shouldStop() else { return nil }
        let results = try consumer.queryWatermarks(
            all(settings.topics.live, partitions) + all(settings.topics.results, partitions), timeout: Self.timeout)
        func restore(_ partition: Int32, rowsAreGone: Bool) throws -> PartitionRestore {
            let plan = try RestorePlan(
                partition: partition, committed: committed.first { $0.partition == partition },
                live: try range(of: settings.topics.live, partition, in: results),
                final: try range(of: settings.topics.results, partition, in: results),
                windowSize: settings.rules.size, rowsAreGone: rowsAreGone)
            return PartitionRestore(plan, rules: settings.rules)
        }
        var restores: [Int32: PartitionRestore] = [:]
        for partition in partitions {
            restores[partition] = try restore(partition, rowsAreGone: withoutRows.contains(partition))
        }
        guard try read(&restores, partitions) else { return nil }
        let lacking = partitions.filter { restores[$0]?.lacksRows == true }
        for partition in lacking { restores[partition] = try restore(partition, rowsAreGone: true) }
        guard try read(&restores, lacking) else { return nil }
        return try finish(restores, partitions)
    }

    private func finish(_ restores: [Int32: PartitionRestore], _ partitions: [Int32]) throws -> [RestoredPartition]? {
        let logs = try consumer.queryWatermarks(all(settings.topics.logs, partitions), timeout: Self.timeout)
        var finished: [RestoredPartition] = []
        for partition in partitions {
            guard let restore = restores[partition] else { continue }
            let range = try range(of: settings.topics.logs, partition, in: logs)
            let restored = restore.finish(logs: range)
            guard case .recreated(_, let known) = restored.finding else {
                finished.append(restored)
                continue
            }
            let last = PartitionOffset(topic: settings.topics.logs, partition: partition, offset: known)
            let probe = LogProbe(configuration: configuration, logger: logger)
            guard let reaches = try probe.reaches(last, until: shouldStop) else { return nil }
            finished.append(reaches ? restore.finish(logs: range.lowerBound..<known) : restored)
        }
        return finished
    }

    private func read(_ restores: inout [Int32: PartitionRestore], _ partitions: [Int32]) throws -> Bool {
        var ranges: [TopicPartition: Range<Int64>] = [:]
        for partition in partitions {
            guard let plan = restores[partition]?.plan else { continue }
            ranges[TopicPartition(settings.topics.live, partition)] = plan.live
            ranges[TopicPartition(settings.topics.results, partition)] = plan.final
        }
        return try RowReader(configuration: configuration, logger: logger).read(ranges, until: shouldStop) { row in
            try restores[row.partition]?.take(row)
        }
    }

    private func range(
        of topic: String, _ partition: Int32, in ranges: [TopicPartition: Range<Int64>]
    ) throws(NoAnswerError) -> Range<Int64> {
        guard let range = ranges[TopicPartition(topic, partition)] else { throw NoAnswerError() }
        return range
    }

    private func all(_ topic: String, _ partitions: [Int32]) -> [TopicPartition] {
        partitions.map { TopicPartition(topic, $0) }
    }
}

/// A partition that was asked for is not in the answer; asked again, it will be.
private struct NoAnswerError: Error {}
