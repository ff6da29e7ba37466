import AdModel
import Testing

@testable import DashboardModel

struct SeriesOrderTests {
    static let rows = [
        row("b", "search", impressions: 100, clicks: 10, conversions: 1, spend: 5_000_000),
        row("a", "social", impressions: 100, clicks: 10, conversions: 0, spend: 1_000_000, revenue: 7),
        row("c", "search", impressions: 50, clicks: 0, spend: 0),
    ]

    @Test(arguments: [
        (SortColumn.campaign, SortDirection.ascending, ["a", "b", "c"]), (.campaign, .descending, ["c", "b", "a"]),
        (.channel, .ascending, ["b", "c", "a"]), (.spend, .descending, ["b", "a", "c"]),
        (.spend, .ascending, ["c", "a", "b"]), (.impressions, .ascending, ["c", "a", "b"]),
        (.cpc, .descending, ["b", "a", "c"]), (.cpc, .ascending, ["a", "b", "c"]),
        (.cpa, .ascending, ["b", "a", "c"]), (.cpa, .descending, ["b", "a", "c"]),
        (.revenue, .descending, ["a", "b", "c"]), (.roas, .descending, ["a", "b", "c"]),
    ])
    func sorts(column: SortColumn, direction: SortDirection, expected: [String]) {
        var table = RowTable(limits: RowLimits())
        _ = table.take(Self.rows, now: minute(1))
        let query = SnapshotQuery(sort: column, direction: direction)
        let rows = table.snapshot(query, version: 0, ingest: IngestState()).rows
        #expect(rows.map(\.series.campaign.text) == expected)
    }
}
