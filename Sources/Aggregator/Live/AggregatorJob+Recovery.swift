import AdModel
import Glibc
import Kafka
import Windowing

/// What goes wrong while the job works, and its way on: without loss, since nothing is committed that is not
/// acknowledged.
extension AggregatorJob {
    /// Recoveries that come closer than this to each other wait longer and longer.
    private static let calm: Duration = .seconds(60)
    static let topicLookInterval: Duration = .seconds(5)

    /// A producer that has failed is replaced, and the state read back from what is acknowledged: the rows that were
    /// not are computed and sent again (DESIGN §6.7).
    ///
    /// - Throws: the failure, where another try would fail the same way.
    func recover(from failure: KafkaError) throws {
        if failure.code == .messageTooLarge {
            guard !sendsSingly else {
                throw RefusedRowError(cause: failure)
            }
            sendsSingly = true
        } else {
            guard failure.isFatal || failure.isRetriable || failure.isMissingTopic else { throw failure }
        }
        logger.warning(
            "writing rows failed; going on with a new producer from what is acknowledged: \(failure)")
        counters.producerRestarts += 1
        pauseBeforeRecovery()
        let partitions = consumer.assignedPartitions
        // librdkafka keeps a partition paused over its next assignment.
        try consumer.resume(consumer.pausedPartitions)
        counters.add(publisher.counts)
        publisher.close()
        dropTasks()
        publisher = try makePublisher()
        if failure.isMissingTopic { knownPartitions = 0 }
        guard !partitions.isEmpty else { return }
        try consumer.assign(restore(partitions.map(\.partition)))
    }

    private func pauseBeforeRecovery() {
        let now = ContinuousClock.now
        recoveries = lastRecovery.map { $0.duration(to: now) < Self.calm } == true ? recoveries + 1 : 0
        lastRecovery = now
        guard recoveries > 0 else { return }
        let deadline = now + min(.milliseconds(100 << min(recoveries, 10)), .seconds(10))
        while ContinuousClock.now < deadline, !shouldStop() { usleep(20_000) }
    }

    /// A partition of `logs` could not be read on at its offset: where to go on is looked up in the next round.
    func readingFailed(_ error: KafkaError, at partition: TopicPartition?) {
        if let partition, error.isOffsetOutOfRange {
            strayed[partition.partition] = Looks()
        } else if !error.isRetriable {
            logger.warning("reading logs: \(error)")
        }
    }

    /// A job that has no partition looks now and then whether `logs` is there, and makes it: librdkafka revokes the
    /// partitions of a deleted topic without an error, and waits for somebody to make it again.
    func makeMissingTopics() throws {
        guard tasks.isEmpty, consumer.isConnected else {
            nextTopicLook = .now + Self.topicLookInterval
            return
        }
        guard ContinuousClock.now >= nextTopicLook else { return }
        nextTopicLook = .now + Self.topicLookInterval
        do throws(KafkaError) {
            guard try consumer.topics(timeout: .seconds(2))[settings.topics.logs] == nil else { return }
        } catch {
            guard error.isRetriable else { throw error }
            return
        }
        knownPartitions = 0
        try prepareTopics(for: [])
    }

    /// Goes on where the log begins: in a new epoch when it is another log, over a gap when its head is gone (§6.6).
    func findStrayed() throws {
        let now = ContinuousClock.now
        let partitions = strayed.filter { tasks[$0.key] != nil && now >= $0.value.next }
            .map { TopicPartition(settings.topics.logs, $0.key) }
        guard !partitions.isEmpty else { return }
        do throws(KafkaError) {
            for (partition, range) in try consumer.queryWatermarks(partitions, timeout: .seconds(2)) {
                if try goesOn(at: range, of: partition) { strayed[partition.partition] = nil }
            }
        } catch {
            guard error.isRetriable || error.isMissingTopic else { throw error }
        }
    }

    /// - Returns: false when it has to be looked at again.
    private func goesOn(at range: Range<Int64>, of partition: TopicPartition) throws(KafkaError) -> Bool {
        guard let next = tasks[partition.partition]?.nextOffset else { return true }
        if range.upperBound < next {
            // A new leader may not know its end at once.
            guard strayed[partition.partition]?.isSecond == true else {
                strayed[partition.partition] = Looks(next: .now + .milliseconds(500), isSecond: true)
                return false
            }
            tasks[partition.partition]?.beginEpoch(at: range.lowerBound)
            let epoch = tasks[partition.partition]?.engine.epoch ?? 0
            reportEpoch(epoch, end: range.upperBound, known: next, in: partition)
        } else if next < range.lowerBound {
            reportGap(next..<range.lowerBound, in: partition)
            tasks[partition.partition]?.nextOffset = range.lowerBound
        }
        guard let start = tasks[partition.partition]?.nextOffset else { return true }
        try consumer.seek(PartitionOffset(partition, offset: start))
        return true
    }

    /// When to look for a partition's ends, and whether that was done before.
    struct Looks {
        var next = ContinuousClock.now
        var isSecond = false
    }
}

/// A broker that takes not even a single row.
public struct RefusedRowError: Error, CustomStringConvertible {
    let cause: KafkaError

    public var description: String {
        "the broker refuses single rows as too large (\(cause)); raise max.message.bytes of results, results.live and logs.dlq"
    }
}
