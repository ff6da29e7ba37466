import AdModel
import Testing

@testable import DashboardModel

struct RowOrderTests {
    static let rows = [
        row("b", "search", impressions: 100, clicks: 10, conversions: 1, spend: 5_000_000),
        row("a", "social", impressions: 100, clicks: 10, conversions: 0, spend: 1_000_000, revenue: 7),
        row("c", "search", impressions: 50, clicks: 0, spend: 0),
    ]

    @Test(arguments: [
        (SortColumn.campaign, SortDirection.ascending, ["a", "b", "c"]), (.campaign, .descending, ["c", "b", "a"]),
        (.channel, .ascending, ["b", "c", "a"]), (.metric(.spend), .descending, ["b", "a", "c"]),
        (.metric(.spend), .ascending, ["c", "a", "b"]), (.metric(.impressions), .ascending, ["c", "a", "b"]),
        (.metric(.cpc), .descending, ["b", "a", "c"]), (.metric(.cpc), .ascending, ["a", "b", "c"]),
        (.metric(.cpa), .ascending, ["b", "a", "c"]), (.metric(.cpa), .descending, ["b", "a", "c"]),
        (.metric(.revenue), .descending, ["a", "b", "c"]), (.metric(.roas), .descending, ["a", "b", "c"]),
    ])
    func sorts(column: SortColumn, direction: SortDirection, expected: [String]) {
        var table = RowTable(limits: RowLimits())
        _ = table.take(Self.rows, now: minute(1))
        let query = SnapshotQuery(table: TableQuery(grouping: .pair, sort: column, direction: direction))
        let rows = table.snapshot(query, version: 0, ingest: IngestState()).table.rows
        #expect(rows.map(\.name.campaign?.text) == expected)
    }
}
