import DashboardModel

/// A column's head: a link that sorts by it.
struct ColumnView: Encodable {
    let label: String
    /// The whole word, and how the figure is made.
    let title: String
    let href: String
    /// The value of `aria-sort`.
    let order: String
    let isName: Bool
    let arrow: String

    init(_ column: SortColumn, in query: SnapshotQuery) {
        let isSorted = column == query.table.sort
        var sorted = query
        sorted.table.sort = column
        sorted.table.direction = isSorted ? query.table.direction.reversed : column.naturalDirection
        sorted.table.page = 0
        href = sorted.address
        order = !isSorted ? "none" : query.table.direction == .ascending ? "ascending" : "descending"
        arrow = !isSorted ? "" : query.table.direction == .ascending ? "↑" : "↓"
        switch column {
        case .campaign: (label, title, isName) = ("Campaign", "", true)
        case .channel: (label, title, isName) = ("Channel", "", true)
        case .metric(let metric):
            (label, title, isName) = (metric.shortLabel, "\(metric.label): \(metric.formula)", false)
        }
    }
}
