import AdModel
import TestSupport
import Testing

@testable import DashboardModel

struct RowTableTests {
    let now = minute(120)

    @Test(arguments: 0..<24 as Range<UInt64>)
    func equalsTheSlowOracleInAnyOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var rows = grownRows(using: &generator)
        rows += rows.prefix(rows.count / 3)  // repeats
        rows.shuffle(using: &generator)
        var oracle = SlowOracle()
        var table = RowTable(limits: RowLimits())
        for row in rows {
            oracle.take(row)
            _ = table.take([row], now: now)
            if Int.random(in: 0..<40, using: &generator) == 0 {
                oracle.clear()
                table.clear(now: now)
            }
        }
        let someTime = SnapshotRange.between(from: minute(17), to: minute(52))
        for range in SnapshotRange.offered + [someTime] {
            for filter in Self.filters { expect(table, equals: oracle, in: range, of: filter) }
        }
    }

    static let filters = [
        SeriesFilter(), SeriesFilter(campaigns: ["camp_1"]), SeriesFilter(channels: ["search", "video"]),
        SeriesFilter(campaigns: ["camp_1", "camp_3"], channels: ["social"]), SeriesFilter(search: SearchText("MP_2")),
        SeriesFilter(organizations: [.absent], search: SearchText("camp")), SeriesFilter(organizations: ["nobody"]),
    ]

    @Test(arguments: 0..<20 as Range<UInt64>)
    func everyOrderOfRowsGivesTheSameSnapshot(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rows = grownRows(using: &generator)
        var straight = RowTable(limits: RowLimits(history: .minutes(30)))
        var shuffled = straight
        _ = straight.take(rows, now: now)
        for row in (rows + rows).shuffled(using: &generator) { _ = shuffled.take([row], now: now) }
        #expect(straight.windows.keys.sorted() == shuffled.windows.keys.sorted())
        #expect(snapshot(straight).table == snapshot(shuffled).table)
        #expect(snapshot(straight).buckets == snapshot(shuffled).buckets)
    }

    @Test func aStaleRowChangesNothing() {
        var table = RowTable(limits: RowLimits())
        let fresh = table.take([row(clicks: 5, through: 50)], now: now)
        let stale = table.take([row(clicks: 3, through: 30), row(clicks: 5, through: 50)], now: now)
        #expect(fresh && !stale)
        #expect(snapshot(table).totals.clicks == 5)
    }

    @Test func partitionsAndEpochsAddUp() {
        var table = RowTable(limits: RowLimits())
        _ = table.take([row(clicks: 1), row(partition: 1, clicks: 2), row(epoch: 1, clicks: 4)], now: now)
        #expect(snapshot(table).totals.clicks == 7)
    }

    @Test func windowsBehindHistoryGoAndStayGone() {
        var table = RowTable(limits: RowLimits(history: .minutes(10)))
        _ = table.take([row("old", clicks: 1), row(minute: 10, clicks: 2)], now: now)
        #expect(snapshot(table, .all).totals.clicks == 3)
        _ = table.take([row(minute: 11, clicks: 4)], now: now)
        #expect(snapshot(table, .all).totals.clicks == 6)
        let returned = table.take([row("old", clicks: 9, through: 9)], now: now)
        #expect(!returned)
        #expect(table.series.index(of: row("old").series) == nil)
    }

    @Test func theOldestWindowsGoFirstAtTheRowLimit() {
        var table = RowTable(limits: RowLimits(rows: 10))
        for number in 0..<50 { _ = table.take([row(minute: Int64(number), clicks: 1)], now: now) }
        #expect(table.rowCount == 10)
        #expect(snapshot(table, .all).totals.clicks == 10)
        #expect(table.refused.historyCut == 40)
    }

    @Test func oneWindowAloneStaysWithinTheRowLimit() {
        var table = RowTable(limits: RowLimits(rows: 10))
        for number in 0..<50 { _ = table.take([row("c\(number)", clicks: 1)], now: now) }
        #expect(table.rowCount == 10)
        #expect(table.refused.tooMany == 40)
        _ = table.take([row("c0", clicks: 5, through: 9)], now: now)
        #expect(snapshot(table, .all).totals.clicks == 14, "rows it knows are still renewed")
    }

    @Test func aWindowWiderThanADayIsRefused() {
        var table = RowTable(limits: RowLimits())
        var wide = row(clicks: 7)
        wide.window = Window(start: wide.window.start, size: .minutes(24 * 60 + 1))
        _ = table.take([wide, row(minute: 1, clicks: 1)], now: now)
        #expect(table.refused.unbelievable == 1)
        #expect(snapshot(table).totals.clicks == 1)
    }

    @Test func aWindowFromTheFutureDoesNotPushHistoryOut() {
        var table = RowTable(limits: RowLimits())
        _ = table.take([row(clicks: 1), row(minute: 1_000_000, clicks: 9)], now: now)
        #expect(snapshot(table).totals.clicks == 1)
        #expect(table.refused.ahead == 1)
    }

    @Test func figuresThatCouldOverflowASumAreRefused() {
        var table = RowTable(limits: RowLimits())
        var negative = row(clicks: -1)
        negative.totals.views = .min
        _ = table.take([row(clicks: .max), row(spend: .max), negative, row(minute: 1, clicks: 1)], now: now)
        #expect(table.refused.unbelievable == 3)
        #expect(snapshot(table).totals.clicks == 1)
    }

    private func snapshot(_ table: RowTable, _ range: SnapshotRange = .all) -> Snapshot {
        table.snapshot(SnapshotQuery(range: range), version: 0, ingest: IngestState())
    }

    private func expect(
        _ table: RowTable, equals oracle: SlowOracle, in range: SnapshotRange, of filter: SeriesFilter
    ) {
        let admits = filter.admission()
        let isWanted = { (row: ResultRow) in admits(row.series) }
        for grouping in TableGrouping.allCases {
            let query = SnapshotQuery(
                range: range, filter: filter, comparesPeriods: true,
                table: TableQuery(grouping: grouping, pageSize: 1000))
            let snapshot = table.snapshot(query, version: 0, ingest: IngestState())
            #expect(snapshot.totals == oracle.totals(in: range, where: isWanted))
            #expect(snapshot.buckets.reduce(into: Totals()) { $0 += $1.totals } == snapshot.totals)
            let all = snapshot.table.rows.map { GroupTotals(name: $0.name, totals: $0.totals) }
            for groups in [all, snapshot.campaigns, snapshot.channels] {
                #expect(groups.reduce(into: Totals()) { $0 += $1.totals } == snapshot.totals)
                for group in groups {
                    #expect(
                        group.totals == oracle.totals(in: range) { isWanted($0) && group.name.isName(of: $0.series) })
                }
            }
            expectPeriods(of: snapshot, equal: oracle, in: range, where: isWanted)
        }
    }

    private func expectPeriods(
        of snapshot: Snapshot, equal oracle: SlowOracle, in range: SnapshotRange, where isWanted: (ResultRow) -> Bool
    ) {
        let periods = oracle.periods(of: range)
        #expect(snapshot.comparison?.shown == periods?.shown && snapshot.comparison?.before == periods?.before)
        guard let comparison = snapshot.comparison, let (shown, before) = periods else { return }
        #expect(comparison.shownTotals == oracle.totals(in: shown, where: isWanted))
        #expect(comparison.totalsBefore == oracle.totals(in: before, where: isWanted))
        let drawn = snapshot.buckets.compactMap(\.totalsBefore).reduce(into: Totals()) { $0 += $1 }
        if snapshot.buckets.first.map({ $0.start <= shown.start }) == true { #expect(drawn == comparison.totalsBefore) }
        for row in snapshot.table.rows {
            let shownTotals = oracle.totals(in: shown) { isWanted($0) && row.name.isName(of: $0.series) }
            let totalsBefore = oracle.totals(in: before) { isWanted($0) && row.name.isName(of: $0.series) }
            #expect(row.compared == ComparedTotals(shown: shownTotals, before: totalsBefore))
        }
    }
}

extension GroupName {
    fileprivate func isName(of series: Series) -> Bool {
        (organization ?? series.organization) == series.organization && (campaign ?? series.campaign) == series.campaign
            && (channel ?? series.channel) == series.channel
    }
}
