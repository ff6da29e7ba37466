import Topics

/// Tells a dead letter that is written again from a new one, in bounded memory.
///
/// A crash repeats the letters of the last checkpoint, soon after it, so only the newest are remembered: their hashes,
/// since a header may hold anything. About 2 MB; more repeats than that at once are counted again.
struct RecentRecords {
    private let capacity: Int
    private var hashes: [Int] = []
    private var known: Set<Int> = []
    private var oldest = 0

    init(capacity: Int = 65_536) {
        self.capacity = capacity
    }

    /// - Returns: false when it was among the newest already.
    /// - Complexity: O(1).
    mutating func insert(_ record: RecordIdentity) -> Bool {
        let hash = record.hashValue
        guard known.insert(hash).inserted else { return false }
        if hashes.count < capacity {
            hashes.append(hash)
        } else {
            known.remove(hashes[oldest])
            hashes[oldest] = hash
            oldest = (oldest + 1) % capacity
        }
        return true
    }
}
