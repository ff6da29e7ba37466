import AdModel
import Testing

@testable import DashboardModel

struct ChangeTests {
    @Test(arguments: [
        (Metric.cpa, 4, 2, Change.Verdict.worse), (.cpa, 2, 4, .better), (.conversions, 2, 4, .better),
        (.conversions, 4, 2, .worse), (.conversions, 3, 3, .neutral), (.spend, 2, 4, .neutral),
    ])
    func isJudgedByWhatIsGood(metric: Metric, before: Int64, now: Int64, verdict: Change.Verdict) {
        let change = Change(of: metric, from: totals(conversions: before), to: totals(conversions: now))
        #expect(change?.verdict == verdict)
    }

    @Test func isAPercentageOfTheFigureBefore() {
        let change = Change(of: .conversions, from: totals(conversions: 3), to: totals(conversions: 4))
        #expect(change?.percent.millionths == 33_333_333)
        #expect(
            Change(of: .conversions, from: totals(conversions: 4), to: Totals())?.percent.millionths == -100_000_000)
    }

    @Test func nothingIsAPercentageOfNothing() {
        #expect(Change(of: .conversions, from: Totals(), to: totals(conversions: 4)) == nil)
        #expect(Change(of: .cpa, from: totals(conversions: 1), to: Totals()) == nil, "the ratio is undefined")
    }

    @Test func figuresBeyondAllReasonAreNoCrash() {
        var huge = Totals()
        huge.spend = Micros(2_000_000_000_000_000_000_000_000_000)
        huge.impressions = 1
        for metric in Metric.allCases {
            _ = Change(of: metric, from: totals(conversions: 1), to: huge)
            _ = Change(of: metric, from: huge, to: totals(conversions: 1))
        }
    }

    private func totals(conversions: Int64) -> Totals {
        var totals = Totals()
        totals.conversions = conversions
        totals.spend = Micros(10_000_000)
        return totals
    }
}

struct NameSearchTests {
    @Test(arguments: [
        ("SALE", "Summer sale", true), ("sale", "SUMMER SALE 2026", true), ("sales", "sale", false), ("", "x", true),
        ("ÄRZTE", "die ärzte", true), ("é", "cafe", false), ("[", "{", false), ("😀", "a😀b", true),
    ])
    func ignoresCase(text: String, name: String, isFound: Bool) {
        #expect(NameSearch(text).matches(CampaignID(name)) == isFound)
    }
}

struct TablePageTests {
    @Test func thePagesTogetherAreTheTable() {
        var table = RowTable(limits: RowLimits())
        _ = table.take((0..<137).map { row("c\($0)", clicks: 1, spend: Int128($0 % 7)) }, now: minute(1))
        let whole = page(of: table, size: 1000, 0)
        #expect(whole.rows.count == 137 && whole.pageCount == 1)
        var rows: [TableRow] = []
        for number in 0..<6 { rows += page(of: table, size: 25, number).rows }
        #expect(rows == whole.rows)
        let last = page(of: table, size: 25, 5)
        #expect(last.pageCount == 6 && last.firstRow == 125 && last.rows.count == 12)
        #expect(page(of: table, size: 25, 400) == last, "a page past the last one is the last one")
    }

    @Test func aRowsTrendAddsUpToTheRow() {
        var table = RowTable(limits: RowLimits())
        _ = table.take((0..<60).map { row(minute: $0, clicks: 1, spend: Int128($0)) }, now: minute(60))
        let first = page(of: table, size: 25, 0).rows[0]
        #expect(first.trend.count == 20)
        #expect(first.trend.reduce(into: Totals()) { $0 += $1 } == first.totals)
    }

    private func page(of table: RowTable, size: Int, _ number: Int) -> TablePage {
        let query = SnapshotQuery(table: TableQuery(pageSize: size, page: number))
        return table.snapshot(query, version: 0, ingest: IngestState()).table
    }
}

struct CampaignWindowTests {
    @Test func correctionsAreCountedUntilTheirWindowGoes() {
        var table = RowTable(limits: RowLimits())
        var corrected = row("a", clicks: 3, through: 7)
        corrected.revision = 3
        _ = table.take(
            [row("a", clicks: 1, through: 5), row("a", minute: 1, clicks: 1, status: .open)], now: minute(2))
        #expect(snapshot(table).corrections.isEmpty)
        _ = table.take([corrected, row("b", clicks: 9)], now: minute(2))
        let shown = snapshot(table)
        #expect(shown.windows.map(\.lateEvents) == [0, 2] && shown.windows.map(\.isOpen) == [true, false])
        #expect(shown.windows.map(\.totals.clicks) == [1, 3])
        #expect(shown.corrections.map(\.lateEvents) == [2])
    }

    @Test func revisionsBeyondAllReasonAreNoCrash() {
        var table = RowTable(limits: RowLimits())
        for number in 0..<20_000 {
            var late = row("a", "ch\(number)", clicks: 1)
            late.revision = ResultRow.revisionLimit
            _ = table.take([late], now: minute(1))
        }
        #expect(snapshot(table).windows.count == 1)
    }

    private func snapshot(_ table: RowTable) -> Snapshot {
        let query = SnapshotQuery(filter: SeriesFilter(campaigns: [CampaignID("a")]))
        return table.snapshot(query, version: 0, ingest: IngestState())
    }
}

extension Name: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral
{
    public init(stringLiteral text: String) { self.init(text) }
}
