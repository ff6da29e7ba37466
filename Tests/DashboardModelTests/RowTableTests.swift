import AdModel
import TestSupport
import Testing

@testable import DashboardModel

struct RowTableTests {
    let now = minute(120)

    @Test(arguments: 0..<60 as Range<UInt64>)
    func equalsTheSlowOracleInAnyOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var rows = grownRows(using: &generator)
        rows += rows.prefix(rows.count / 3)  // repeats
        rows.shuffle(using: &generator)
        var oracle = SlowOracle()
        var table = RowTable(limits: RowLimits())
        for row in rows {
            oracle.rows.append(row)
            _ = table.take([row], now: now)
            if Int.random(in: 0..<40, using: &generator) == 0 {
                oracle.clear()
                table.clear(now: now)
            }
        }
        for range in SnapshotRange.allCases { expect(table, equals: oracle, in: range) }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func everyOrderOfRowsGivesTheSameSnapshot(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rows = grownRows(using: &generator)
        var straight = RowTable(limits: RowLimits(history: .minutes(30)))
        var shuffled = straight
        _ = straight.take(rows, now: now)
        for row in (rows + rows).shuffled(using: &generator) { _ = shuffled.take([row], now: now) }
        #expect(straight.windows.keys.sorted() == shuffled.windows.keys.sorted())
        #expect(snapshot(straight).rows == snapshot(shuffled).rows)
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

    private func expect(_ table: RowTable, equals oracle: SlowOracle, in range: SnapshotRange) {
        let snapshot = snapshot(table, range)
        #expect(snapshot.totals == oracle.totals(in: range))
        #expect(snapshot.buckets.reduce(into: Totals()) { $0 += $1.totals } == snapshot.totals)
        for entry in snapshot.rows {
            #expect(entry.totals == oracle.totals(in: range) { $0.series == entry.series })
        }
        for entry in snapshot.campaigns {
            #expect(entry.totals == oracle.totals(in: range) { $0.series.campaign == entry.campaign })
        }
        for entry in snapshot.channels {
            #expect(entry.totals == oracle.totals(in: range) { $0.series.channel == entry.channel })
        }
        #expect(snapshot.channels.reduce(into: Totals()) { $0 += $1.totals } == snapshot.totals)
    }
}
