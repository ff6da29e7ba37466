import DashboardModel

/// A column's head: a link that sorts by it.
struct ColumnView: Encodable {
    let label: String
    let href: String
    /// The value of `aria-sort`.
    let order: String
    let isSorted: Bool
    let isFigure: Bool
    let arrow: String

    init(_ column: SortColumn, in query: SnapshotQuery) {
        isSorted = column == query.sort
        let direction = isSorted ? query.direction.reversed : column.naturalDirection
        label = column.label
        href = SnapshotQuery(range: query.range, sort: column, direction: direction).address
        order = !isSorted ? "none" : query.direction == .ascending ? "ascending" : "descending"
        arrow = !isSorted ? "" : query.direction == .ascending ? "↑" : "↓"
        isFigure = column != .campaign && column != .channel
    }
}

extension SortColumn {
    fileprivate var label: String {
        switch self {
        case .campaign: "Campaign"
        case .channel: "Channel"
        case .spend: "Spend"
        case .impressions: "Impr."
        case .clicks: "Clicks"
        case .conversions: "Conv."
        case .ctr: "CTR"
        case .cpc: "CPC"
        case .cpa: "CPA"
        case .revenue: "Revenue"
        case .roas: "ROAS"
        }
    }
}
