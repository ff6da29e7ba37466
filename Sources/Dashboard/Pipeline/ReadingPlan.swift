import Kafka

/// Where the counting of dead letters goes on in each partition: pure bookkeeping.
///
/// No more than `mostUnread` letters are ever left to read: of a topic with millions of them, and of a flood of them,
/// only the newest are counted.
struct ReadingPlan {
    let mostUnread: Int64
    private(set) var positions: [TopicPartition: Int64] = [:]
    /// Partitions in which letters were skipped, until the first one behind them has been read.
    private(set) var skipped: Set<TopicPartition> = []

    init(mostUnread: Int64 = 100_000) {
        self.mostUnread = mostUnread
    }

    /// Takes in what the topic holds now.
    ///
    /// - Parameter starts: where to begin with a partition that is new; its first record where it is left out.
    /// - Returns: whether reading must go on elsewhere, at ``positions``.
    mutating func update(
        _ ranges: [TopicPartition: Range<Int64>], starts: [TopicPartition: Int64]
    ) -> Bool {
        let before = positions
        positions = ranges.reduce(into: [:]) { positions, entry in
            let (partition, range) = entry
            let wanted = before[partition] ?? start(starts[partition], range)
            // Behind the end: the topic was made anew.
            positions[partition] = wanted > range.upperBound ? range.lowerBound : max(wanted, range.lowerBound)
        }
        skipSurplus(ranges)
        return positions != before
    }

    mutating func read(_ partition: TopicPartition, next offset: Int64) {
        if let position = positions[partition], offset > position { positions[partition] = offset }
    }

    /// - Returns: whether this is the first letter behind some that were skipped.
    mutating func endsSkip(of partition: TopicPartition) -> Bool { skipped.remove(partition) != nil }

    private mutating func skipSurplus(_ ranges: [TopicPartition: Range<Int64>]) {
        let unread = ranges.reduce(0) { $0 &+ ($1.value.upperBound - (positions[$1.key] ?? 0)) }
        guard unread > mostUnread else { return }
        for (partition, range) in ranges {
            let first = range.upperBound - mostUnread / Int64(ranges.count)
            guard let position = positions[partition], position < first else { continue }
            positions[partition] = first
            skipped.insert(partition)
        }
    }

    /// librdkafka's word for the end is negative: nothing is as new as that.
    private func start(_ found: Int64?, _ range: Range<Int64>) -> Int64 {
        guard let found else { return range.lowerBound }
        return found < 0 ? range.upperBound : min(max(found, range.lowerBound), range.upperBound)
    }
}
