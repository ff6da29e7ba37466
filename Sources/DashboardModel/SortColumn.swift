/// A column of the campaign × channel table.
public enum SortColumn: String, CaseIterable, Hashable, Sendable {
    case campaign, channel, spend, impressions, clicks, conversions, ctr, cpc, cpa, revenue, roas

    /// Names read from A, figures from the largest.
    public var naturalDirection: SortDirection {
        self == .campaign || self == .channel ? .ascending : .descending
    }
}
