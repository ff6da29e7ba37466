import DashboardModel

/// Which rows of how many are shown, and the way to the others.
struct PagerView: Encodable {
    let text: String
    let previous: String
    let next: String
    let hasPrevious: Bool
    let hasNext: Bool
    let sizes: [LinkView]
    let hasSizes: Bool

    init(_ snapshot: Snapshot) {
        let table = snapshot.table
        let count = FigureText.count(Int64(table.rowCount))
        let first = FigureText.count(Int64(table.firstRow + 1))
        let last = FigureText.count(Int64(table.firstRow + table.rows.count))
        text = table.rows.isEmpty ? "No rows" : "\(first)–\(last) of \(count)"
        hasPrevious = table.page > 0
        hasNext = table.page + 1 < table.pageCount
        previous = Self.address(of: max(table.page - 1, 0), in: snapshot.query)
        next = Self.address(of: min(table.page + 1, table.pageCount - 1), in: snapshot.query)
        sizes = TableQuery.offeredSizes.map { LinkView(pageSize: $0, in: snapshot.query) }
        hasSizes = table.rowCount > TableQuery.offeredSizes[0]
    }

    private static func address(of page: Int, in query: SnapshotQuery) -> String {
        var query = query
        query.table.page = page
        return query.address
    }
}
