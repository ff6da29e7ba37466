/// The partitions a consumer reads, and the next offset of each: pure bookkeeping.
///
/// It is what decides whether a record of a batch is still wanted. librdkafka 2.0.2 may hand out records of partitions
/// that were revoked or moved during the batch call, and may fetch again from an older position after a resume (DESIGN
/// §11): a record counts only if its partition is assigned and its offset is not below the next one expected.
struct Assignment {
    private struct Slot {
        let partition: TopicPartition
        var next: Int64
        var isPaused = false
    }

    private var slots: [Slot] = []
    private var index: [TopicPartition: Int] = [:]
    /// Changes whenever the meaning of a slot number does.
    private(set) var version = 0

    init() {}

    mutating func replace(by offsets: [PartitionOffset]) {
        slots = offsets.map { Slot(partition: $0.topicPartition, next: Self.expected($0.offset)) }
        index = Dictionary(offsets.enumerated().map { ($1.topicPartition, $0) }, uniquingKeysWith: { $1 })
        version += 1
    }

    mutating func move(to offset: PartitionOffset) {
        guard let slot = index[offset.topicPartition] else { return }
        slots[slot].next = Self.expected(offset.offset)
        version += 1
    }

    var partitions: [TopicPartition] { slots.map(\.partition) }
    var paused: [TopicPartition] { slots.filter(\.isPaused).map(\.partition) }
    func contains(_ partition: TopicPartition) -> Bool { index[partition] != nil }
    func slot(of partition: TopicPartition) -> Int? { index[partition] }

    /// Whether the record at this offset is the next one or later; if so, the one after it is expected from now on.
    mutating func accept(offset: Int64, slot: Int) -> Bool {
        guard offset >= slots[slot].next else { return false }
        slots[slot].next = offset + 1
        return true
    }

    /// Whether an end-of-partition at this offset is news.
    mutating func acceptEnd(offset: Int64, slot: Int) -> Bool {
        guard offset >= slots[slot].next else { return false }
        slots[slot].next = offset
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

    /// Logical offsets (beginning, end) are negative: any record may be the first.
    private static func expected(_ offset: Int64) -> Int64 { max(offset, 0) }
}
