import DashboardModel
import Kafka

/// How much of what the topics held at the start has been read.
struct LoadingProgress {
    private var ends: [TopicPartition: Int64] = [:]
    private var left: [TopicPartition: Int64] = [:]
    private var total: Int64 = 0
    private var unread: Int64 = 0
    private var open: Set<TopicPartition> = []

    init() {}

    /// - Parameters:
    ///   - offsets: where reading starts.
    ///   - ends: the end of each partition at that moment.
    init(offsets: [PartitionOffset], ends: [TopicPartition: Int64]) {
        for start in offsets {
            let count = max(0, (ends[start.topicPartition] ?? 0) - start.offset)
            left[start.topicPartition] = count
            total += count
        }
        self.ends = ends
        unread = total
        open = Set(offsets.map(\.topicPartition))
    }

    var current: IngestState.Progress {
        if open.isEmpty && !ends.isEmpty { return .caughtUp }
        guard total > 0 else { return .loading(percent: nil) }
        return .loading(percent: Int(100 * (total - unread) / total))
    }

    mutating func read(_ partition: TopicPartition, offset: Int64) {
        guard open.contains(partition), let end = ends[partition] else { return }
        let rest = max(0, end - offset - 1)
        unread -= max(0, (left[partition] ?? 0) - rest)
        left[partition] = rest
        // A topic that is written all the time may not come to an end.
        if rest == 0 { open.remove(partition) }
    }

    /// Once at the end of every partition, the loading is over for good.
    mutating func endReached(_ partition: TopicPartition) {
        open.remove(partition)
    }
}
