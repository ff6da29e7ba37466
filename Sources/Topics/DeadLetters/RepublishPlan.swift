import Kafka

/// Where a run begins to send in each partition of `logs.dlq`, and what it reads before for the records it must not send.
struct RepublishPlan {
    /// How long a broker surely remembers progress: Kafka and Redpanda forget a group's offsets when seven days have
    /// passed without a commit, while dead letters are kept for eight. An hour is for clocks that differ.
    static let memory: Int64 = (7 * 24 - 1) * 3_600_000

    private let extent: [TopicPartition: Range<Int64>]
    private let bounds: [TopicPartition: Int64]
    /// Partitions without progress: nothing of them was sent, or the broker has forgotten it.
    private let isUnknown: Set<TopicPartition>
    /// Partitions that end before the progress in them: the topic was deleted and made again.
    let renewed: Set<TopicPartition>
    private(set) var starts: [TopicPartition: Int64]

    /// - Parameters:
    ///   - extent: what the partitions hold.
    ///   - progress: the offset below which a partition's letters have been dealt with.
    ///   - bounds: the first offset that is younger than `memory`; negative: there is none.
    init(
        extent: [TopicPartition: Range<Int64>], progress: [TopicPartition: Int64], bounds: [TopicPartition: Int64]
    ) {
        self.extent = extent
        self.bounds = bounds
        isUnknown = Set(extent.keys.filter { progress[$0] == nil })
        let renewed = Set(extent.filter { progress[$0.key] ?? 0 > $0.value.upperBound }.keys)
        self.renewed = renewed
        starts = [:]
        for (partition, range) in extent where !renewed.contains(partition) {
            starts[partition] = clamp(progress[partition] ?? bounds[partition] ?? range.lowerBound, partition)
        }
        for partition in renewed { starts[partition] = extent[partition]?.lowerBound }
    }

    /// Letters that an earlier run has dealt with, or may have.
    var before: [TopicPartition: Range<Int64>] {
        extent.reduce(into: [:]) { $0[$1.key] = $1.value.lowerBound..<clamp(starts[$1.key] ?? 0, $1.key) }
    }

    /// Letters to send.
    var open: [TopicPartition: Range<Int64>] {
        extent.reduce(into: [:]) { $0[$1.key] = clamp(starts[$1.key] ?? 0, $1.key)..<$1.value.upperBound }
    }

    /// Whether a letter that lies before the start may have been sent by a run that the broker has forgotten.
    func isDoubtful(_ partition: TopicPartition) -> Bool { isUnknown.contains(partition) }

    /// Begins with the doubtful letters.
    mutating func includeDoubtful() {
        for partition in isUnknown { starts[partition] = extent[partition]?.lowerBound }
    }

    /// Negative stands for the end, as in the answer to a question by time.
    private func clamp(_ offset: Int64, _ partition: TopicPartition) -> Int64 {
        guard let range = extent[partition], offset >= 0 else { return extent[partition]?.upperBound ?? 0 }
        return min(max(offset, range.lowerBound), range.upperBound)
    }
}
