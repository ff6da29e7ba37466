/// Which rows of the table a page shows, and in which order.
public struct TableQuery: Hashable, Sendable {
    public var grouping: TableGrouping { didSet { fitSort() } }
    public var sort: SortColumn
    public var direction: SortDirection
    /// Rows of a page, 1 to ``mostRows``; more only in a ``wholeTable(like:)``.
    public var pageSize: Int
    /// From 0; a page past the last one shows the last one.
    public var page: Int
    /// Whether each row gets its figures over time.
    public private(set) var hasTrends = true

    /// More than anyone scrolls through, and as many as a page can renew several times a second.
    public static let mostRows = 1000
    public static let offeredSizes = [25, 100, mostRows]

    public init(
        grouping: TableGrouping = .campaign, sort: SortColumn = .metric(.spend), direction: SortDirection? = nil,
        pageSize: Int = offeredSizes[0], page: Int = 0
    ) {
        self.grouping = grouping
        self.sort = sort
        self.direction = direction ?? sort.naturalDirection
        self.pageSize = min(max(pageSize, 1), Self.mostRows)
        self.page = max(page, 0)
        fitSort()
    }

    /// An order by a name that the rows do not have would be one by nothing.
    private mutating func fitSort() {
        guard sort == .campaign && grouping == .channel || sort == .channel && grouping == .campaign else { return }
        sort = .metric(.spend)
        direction = sort.naturalDirection
    }

    /// All rows on one page, without trends: for a file.
    public static func wholeTable(like query: TableQuery) -> TableQuery {
        var whole = query
        whole.pageSize = Int(Int32.max)
        whole.page = 0
        whole.hasTrends = false
        return whole
    }
}

/// What a row of the table stands for.
public enum TableGrouping: String, CaseIterable, Hashable, Sendable {
    case campaign, channel
    /// Each campaign on each of its channels.
    case pair
}
