import AdModel
import Kafka
import Windowing

/// Which partitions are this job's: every assignment starts from nothing but the log.
extension AggregatorJob: RebalanceHandler {
    public func assigned(_ partitions: [TopicPartition]) throws -> [PartitionOffset] {
        guard !partitions.isEmpty else {
            logger.info("assigned no partition; waiting for one in group \(settings.group)")
            return []
        }
        let committed = try committedOffsets(of: partitions)
        let offsets = Dictionary(committed.map { ($0.partition, $0.offset) }, uniquingKeysWith: max)
        for partition in partitions.map(\.partition) {
            tasks[partition] = newTask(partition, committed: offsets[partition])
        }
        let list = partitions.map { "\($0.partition)" }.joined(separator: ",")
        logger.info("assigned partitions \(list); rebuilding their windows from the start of \(settings.topics.logs)")
        return partitions.map { PartitionOffset($0, offset: PartitionOffset.beginning) }
    }

    /// - Parameter committed: nil where there is no commit, or it says nothing of the log as it is now.
    func newTask(_ partition: Int32, committed: Int64?) -> PartitionTask {
        PartitionTask(
            engine: PartitionEngine(partition: partition, rules: settings.rules),
            silence: SilenceWatch(idleTimeout: settings.idleTimeout, start: monotonicTime),
            nextOffset: 0, committedAtStart: committed ?? 0, isRebuilding: committed != nil, checkpointed: 0)
    }

    /// A coordinator that is just moving is asked again; the group's session bounds how long that may take.
    private func committedOffsets(of partitions: [TopicPartition]) throws(KafkaError) -> [PartitionOffset] {
        for _ in 0..<4 {
            do throws(KafkaError) {
                return try consumer.committed(partitions, timeout: .seconds(5))
            } catch {
                guard error.isRetriable else { throw error }
                logger.warning("asking for the committed offsets again: \(error)")
            }
        }
        return try consumer.committed(partitions, timeout: .seconds(5))
    }

    public func revoked(_ partitions: [TopicPartition], lost: Bool) {
        guard !tasks.isEmpty else { return }
        if lost {
            logger.warning(
                "lost \(partitions.count) partitions to another job; what was not committed is counted there")
        } else if !finalCheckpoint() {
            logger.warning("gave up \(partitions.count) partitions before all rows were acknowledged")
        }
        dropTasks()
    }
}
