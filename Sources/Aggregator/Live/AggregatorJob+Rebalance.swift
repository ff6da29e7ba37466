import AdModel
import Glibc
import Kafka
import Topics
import Windowing

/// Which partitions are this job's: every assignment restores their state, every revocation gives it up.
extension AggregatorJob: RebalanceHandler {
    public func assigned(_ partitions: [TopicPartition]) throws -> [PartitionOffset] {
        counters.rebalances += 1
        lostPartitions = 0
        guard !partitions.isEmpty else {
            logger.info("assigned no partition; waiting for one in group \(settings.group)")
            return []
        }
        return try restore(partitions.map(\.partition))
    }

    public func revoked(_ partitions: [TopicPartition], lost: Bool) {
        counters.rebalances += 1
        guard !tasks.isEmpty else { return }
        if lost {
            lostPartitions = tasks.count
            logger.warning(
                """
                lost \(partitions.count) partitions, since the group's session has ended; what was not committed is \
                counted by whoever gets them next
                """)
        } else if let unconfirmed = finalCheckpoint() {
            logger.warning("gave up \(partitions.count) partitions before the broker had confirmed \(unconfirmed)")
        }
        dropTasks()
    }

    /// Makes this job the owner of partitions, with the state that their rows tell.
    ///
    /// - Returns: where to read on; empty when told to stop first.
    func restore(_ partitions: [Int32]) throws -> [PartitionOffset] {
        let start = ContinuousClock.now
        try prepareTopics(for: partitions)
        let restore = StateRestore(
            settings: settings, configuration: configuration, logger: logger, consumer: consumer,
            shouldStop: shouldStop)
        guard let restored = try restore.run(partitions) else { return [] }
        for partition in restored {
            tasks[partition.plan.partition] = PartitionTask(
                partition, silence: SilenceWatch(idleTimeout: settings.idleTimeout, start: monotonicTime))
            report(partition)
        }
        confirmedAt = .now
        let rows = restored.reduce(0) { $0 + $1.rowCount }
        counters.restored(rows: rows, in: start.duration(to: .now))
        logger.info(
            """
            assigned partitions \(restored.map { "\($0.plan.partition)" }.joined(separator: ",")), \
            restored from \(rows) rows in \(start.duration(to: .now).tenths) s
            """)
        return restored.map {
            PartitionOffset(topic: settings.topics.logs, partition: $0.plan.partition, offset: $0.nextOffset)
        }
    }

    private func report(_ restored: RestoredPartition) {
        let partition = TopicPartition(settings.topics.logs, restored.plan.partition)
        if restored.plan.reason == .rowsGone {
            logger.warning(
                "\(partition): rows that its checkpoint needs are gone, rebuilding it from the start of the log")
        }
        switch restored.finding {
        case .recreated(let end, let known): reportEpoch(restored.engine.epoch, end: end, known: known, in: partition)
        case .gap(let offsets) where restored.plan.reason == .rowsGone:
            logger.warning("\(partition): its first \(offsets.count) offsets are gone, and cannot be counted again")
        case .gap(let offsets): reportGap(offsets, in: partition)
        case nil: break
        }
    }

    func reportEpoch(_ epoch: Int32, end: Int64, known: Int64, in partition: TopicPartition) {
        logger.error(
            """
            \(partition) was made anew or cut off: it ends at \(end), but \(known) was counted. Counting it from its \
            start, in epoch \(epoch)
            """)
    }

    func reportGap(_ offsets: Range<Int64>, in partition: TopicPartition) {
        logger.error(
            "\(partition): \(offsets.count) offsets from \(offsets.lowerBound) on are gone from the log, uncounted")
    }

    /// The results topics have a partition for each of `logs` before any of it is consumed (DESIGN §3).
    func prepareTopics(for partitions: [Int32]) throws {
        let needed = Int(partitions.max() ?? 0) + 1
        guard needed > knownPartitions else { return }
        let setup = TopicSetup(configuration: configuration, logger: logger)
        var hasComplained = false
        while !shouldStop() {
            guard try setup.prepare(settings.topics, partitions: settings.partitions, until: shouldStop) != nil
            else { return }
            do throws(KafkaError) {
                // The producer refuses a partition that it has not heard of.
                let known = try publisher.warmUp(timeout: .seconds(2))
                let count = min(known[settings.topics.results] ?? 0, known[settings.topics.live] ?? 0)
                if count >= needed {
                    knownPartitions = count
                    return
                }
            } catch {
                guard error.isRetriable || error.isMissingTopic else { throw error }
                if !hasComplained { logger.warning("the results topics are not ready, trying on: \(error)") }
                hasComplained = true
            }
            usleep(100_000)
        }
    }
}

extension Duration {
    /// In seconds with one decimal, for log lines.
    var tenths: String {
        let tenths = Int64(self / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
