import AdModel

/// What "clear data" remembers: the rows as they were at that moment. No topic is touched.
///
/// A row shows what it counts beyond its remembered self: an absolute total minus an absolute total, so the open
/// window starts again from zero and a late event in an old window still counts.
public struct ClearMark: Hashable, Sendable {
    /// Wall clock.
    public var clearedAt: EventTime
    public var rows: [Row]

    /// The remembered self of one row.
    public struct Row: Hashable, Sendable {
        public let key: RowKey
        public let partition: Int32
        public let epoch: Int32
        public let throughOffset: Int64
        public let totals: Totals

        public init(key: RowKey, partition: Int32, epoch: Int32, throughOffset: Int64, totals: Totals) {
            self.key = key
            self.partition = partition
            self.epoch = epoch
            self.throughOffset = throughOffset
            self.totals = totals
        }

        var origin: RowOrigin { RowOrigin(key: key, partition: partition, epoch: epoch) }
        var hidden: HiddenRow { HiddenRow(throughOffset: throughOffset, totals: totals) }
    }

    public init(clearedAt: EventTime, rows: [Row]) {
        self.clearedAt = clearedAt
        self.rows = rows
    }
}

/// The full name of a row's place: rows of equal origin replace one another.
struct RowOrigin: Hashable {
    let key: RowKey
    let partition: Int32
    let epoch: Int32
}
