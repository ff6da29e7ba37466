import AdModel

/// The newest rows that changed something, in the order in which they were read.
struct RowFeed {
    /// Enough for a filter to find some that pass.
    private static let capacity = 512

    private var entries: [FeedEntry] = []
    /// Place of the oldest entry once the feed is full.
    private var oldest = 0

    /// - Complexity: O(1).
    mutating func append(_ row: ResultRow, readAt: EventTime) {
        let entry = FeedEntry(row: row, readAt: readAt)
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % Self.capacity
        }
    }

    mutating func removeAll() { self = RowFeed() }

    /// The newest first.
    ///
    /// - Complexity: O(entries held).
    func newest(_ count: Int, of filter: SeriesFilter) -> [FeedEntry] {
        var found: [FeedEntry] = []
        let admits = filter.admission()
        for step in 1...max(entries.count, 1) where found.count < count && step <= entries.count {
            let entry = entries[(oldest + entries.count - step) % entries.count]
            if admits(entry.row.series) { found.append(entry) }
        }
        return found
    }
}

/// A row, and the wall clock at which it was read.
public struct FeedEntry: Hashable, Sendable {
    public let row: ResultRow
    public let readAt: EventTime
}
