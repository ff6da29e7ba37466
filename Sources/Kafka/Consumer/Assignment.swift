/// The partitions a consumer reads, and the next offset of each: pure bookkeeping.
///
/// It is what decides whether a record of a batch is still wanted. librdkafka 2.0.2 may hand out records of partitions
/// that were revoked or moved during the batch call, and may fetch again from an older position after a resume (DESIGN
/// §11): a record counts only if its partition was assigned when its batch began, and its offset is not below the next
/// one expected.
struct Assignment {
    private struct Slot {
        let partition: TopicPartition
        /// Where it was told to start, or one more than the last offset taken.
        var position: Int64
        var isPaused = false
        /// Entries of older batches are from before it was assigned or moved.
        var firstBatch: Int

        /// A logical position (beginning, end) is negative: any record may be the first.
        var next: Int64 { max(position, 0) }
    }

    private var slots: [Slot] = []
    private var index: [TopicPartition: Int] = [:]
    /// Changes whenever the meaning of a slot number does.
    private(set) var version = 0
    private var batch = 0

    /// A batch call begins. What is assigned or moved from here on is not in it.
    mutating func beginBatch() {
        batch += 1
    }

    mutating func replace(by offsets: [PartitionOffset]) {
        slots = offsets.map { Slot(partition: $0.topicPartition, position: $0.offset, firstBatch: batch + 1) }
        index = Dictionary(offsets.enumerated().map { ($1.topicPartition, $0) }, uniquingKeysWith: { $1 })
        version += 1
    }

    mutating func move(to offset: PartitionOffset) {
        guard let slot = index[offset.topicPartition] else { return }
        slots[slot].position = offset.offset
        slots[slot].firstBatch = batch + 1
        version += 1
    }

    var partitions: [TopicPartition] { slots.map(\.partition) }
    var paused: [TopicPartition] { slots.filter(\.isPaused).map(\.partition) }
    func contains(_ partition: TopicPartition) -> Bool { index[partition] != nil }
    func slot(of partition: TopicPartition) -> Int? { index[partition] }
    /// Where each partition goes on; logical until its first record or end has come.
    var positions: [PartitionOffset] { slots.map { PartitionOffset($0.partition, offset: $0.position) } }

    /// Whether the record at this offset is the next one or later; if so, the one after it is expected from now on.
    mutating func accept(offset: Int64, slot: Int) -> Bool {
        guard isWanted(offset, slot) else { return false }
        slots[slot].position = offset + 1
        return true
    }

    /// Records behind an accepted one are taken, too: nothing below this offset is expected any more.
    mutating func advance(to offset: Int64, slot: Int) {
        slots[slot].position = offset
    }

    /// Whether an end-of-partition at this offset is news.
    mutating func acceptEnd(offset: Int64, slot: Int) -> Bool {
        guard isWanted(offset, slot) else { return false }
        slots[slot].position = offset
        return true
    }

    /// Marks those that are assigned and not yet in that state, and returns them.
    mutating func setPaused(_ paused: Bool, _ partitions: [TopicPartition]) -> [TopicPartition] {
        partitions.filter { partition in
            guard let slot = index[partition], slots[slot].isPaused != paused else { return false }
            slots[slot].isPaused = paused
            return true
        }
    }

    private func isWanted(_ offset: Int64, _ slot: Int) -> Bool {
        offset >= slots[slot].next && batch >= slots[slot].firstBatch
    }
}
