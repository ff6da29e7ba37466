/// What a row of `results` or `results.live` is about.
public struct RowKey: Hashable, Comparable, Sendable {
    public let windowStart: EventTime
    public let series: Series

    public init(windowStart: EventTime, series: Series) {
        self.windowStart = windowStart
        self.series = series
    }

    public static func < (a: RowKey, b: RowKey) -> Bool {
        a.windowStart != b.windowStart ? a.windowStart < b.windowStart : a.series < b.series
    }
}

/// `open`: a running total in `results.live`; `final`: a closed window's total in `results`.
public enum RowStatus: String, Sendable {
    case open, final
}

/// An absolute total of one series in one window, as computed from one partition of `logs`.
public struct ResultRow: Hashable, Sendable {
    public var window: Window
    public var series: Series
    /// The partition of `logs` that it was computed from.
    public var partition: Int32
    public var totals: Totals
    public var status: RowStatus
    /// 0 while open; final: 1 + the events counted for its key since the window became final.
    public var revision: Int64
    /// How often `logs` had been recreated or truncated before this row; readers add epochs up.
    public var epoch: Int32
    /// The row includes every event for its key in `logs[partition]` below this offset.
    public var throughOffset: Int64

    public init(
        window: Window, series: Series, partition: Int32, totals: Totals, status: RowStatus, revision: Int64,
        epoch: Int32, throughOffset: Int64
    ) {
        self.window = window
        self.series = series
        self.partition = partition
        self.totals = totals
        self.status = status
        self.revision = revision
        self.epoch = epoch
        self.throughOffset = throughOffset
    }

    /// The largest epoch and revision that a row read from a topic may carry: whoever counts on from there must not
    /// overflow.
    public static let epochLimit: Int32 = 1_000_000_000
    public static let revisionLimit: Int64 = 1_000_000_000_000_000

    public var key: RowKey { RowKey(windowStart: window.start, series: series) }

    /// Whether a reader that holds `older` for the same key, partition and epoch should take this row in its place.
    ///
    /// The larger throughOffset wins; equal ones: the final row, then the one that came later (this one).
    public func supersedes(_ older: ResultRow) -> Bool {
        if throughOffset != older.throughOffset { return throughOffset > older.throughOffset }
        return status == .final || older.status == .open
    }
}
