import AdModel

/// How far back from the end of the newest window a view looks, in event time.
public enum SnapshotRange: String, CaseIterable, Hashable, Sendable {
    case quarterHour = "15m"
    case hour = "1h"
    case sixHours = "6h"
    case day = "24h"
    case all

    /// Nil: everything in history.
    public var span: Milliseconds? {
        switch self {
        case .quarterHour: .minutes(15)
        case .hour: .minutes(60)
        case .sixHours: .minutes(6 * 60)
        case .day: .minutes(24 * 60)
        case .all: nil
        }
    }
}

/// A column of the campaign × channel table.
public enum SortColumn: String, CaseIterable, Hashable, Sendable {
    case campaign, channel, spend, impressions, clicks, conversions, ctr, cpc, cpa, revenue, roas

    /// Names read from A, figures from the largest.
    public var naturalDirection: SortDirection {
        self == .campaign || self == .channel ? .ascending : .descending
    }
}

public enum SortDirection: String, CaseIterable, Hashable, Sendable {
    case ascending = "asc"
    case descending = "desc"

    public var reversed: SortDirection { self == .ascending ? .descending : .ascending }
}

/// What a page shows. Equal queries share one snapshot.
public struct SnapshotQuery: Hashable, Sendable {
    public var range: SnapshotRange
    public var sort: SortColumn
    public var direction: SortDirection

    public init(
        range: SnapshotRange = .hour, sort: SortColumn = .spend, direction: SortDirection? = nil
    ) {
        self.range = range
        self.sort = sort
        self.direction = direction ?? sort.naturalDirection
    }
}
