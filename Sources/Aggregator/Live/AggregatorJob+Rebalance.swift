import AdModel
import Kafka
import Windowing

/// Which partitions are this job's: every assignment starts from nothing but the log.
extension AggregatorJob: RebalanceHandler {
    public func assigned(_ partitions: [TopicPartition]) throws -> [PartitionOffset] {
        guard !partitions.isEmpty else {
            logger.info("assigned no partition: other jobs of group \(settings.group) have them all")
            return []
        }
        let committed = try consumer.committed(partitions, timeout: .seconds(10))
        let offsets = Dictionary(committed.map { ($0.partition, $0.offset) }, uniquingKeysWith: max)
        for partition in partitions.map(\.partition) {
            tasks[partition] = PartitionTask(
                engine: PartitionEngine(partition: partition, rules: settings.rules),
                silence: SilenceWatch(idleTimeout: settings.idleTimeout, start: monotonicTime),
                nextOffset: 0, committedAtStart: offsets[partition] ?? 0, checkpointed: 0)
        }
        let list = partitions.map { "\($0.partition)" }.joined(separator: ",")
        logger.info("assigned partitions \(list); rebuilding their windows from the start of \(settings.topics.logs)")
        return partitions.map { PartitionOffset($0, offset: PartitionOffset.beginning) }
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
