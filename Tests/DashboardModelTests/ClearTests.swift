import AdModel
import TestSupport
import Testing

@testable import DashboardModel

struct ClearTests {
    let now = minute(60)

    @Test func theOpenWindowStartsAgainFromZero() {
        var table = table([row(clicks: 10, through: 10, status: .open)])
        table.clear(now: now)
        #expect(clicks(table) == 0)
        _ = table.take([row(clicks: 10, through: 10)], now: now)  // becomes final: nothing new
        #expect(clicks(table) == 0)
        _ = table.take([row(clicks: 13, through: 14)], now: now)
        #expect(clicks(table) == 3)
    }

    @Test func aClearedCampaignIsNotListed() {
        var table = table([row(clicks: 10)])
        table.clear(now: now)
        let snapshot = snapshot(table)
        #expect(snapshot.table.rows.isEmpty && snapshot.campaigns.isEmpty && snapshot.channels.isEmpty)
        #expect(snapshot.clearedAt == now)
        #expect(snapshot.newestWindow != nil)
    }

    @Test func undoShowsEverythingIncludingWhatCameBetween() {
        var table = table([row(clicks: 10)])
        table.clear(now: now)
        _ = table.take([row(minute: 1, clicks: 5)], now: now)
        table.undoClear()
        #expect(clicks(table) == 15)
        #expect(snapshot(table).clearedAt == nil && table.mark == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func aRestoredMarkHidesTheSameRowsWhateverOrderTheyComeBackIn(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rows = grownRows(using: &generator)
        let cut = rows.count / 2
        var before = table(Array(rows[..<cut]))
        before.clear(now: now)
        var after = RowTable(limits: RowLimits())
        if let mark = before.mark { after.restore(mark) }
        _ = before.take(rows[cut...], now: now)
        _ = after.take(rows.shuffled(using: &generator), now: now)
        #expect(snapshot(after).table == snapshot(before).table)
        #expect(snapshot(after).buckets == snapshot(before).buckets)
    }

    @Test func aMarkStillHoldsWhatHasNotComeBackYet() {
        var before = table([row("a", clicks: 1), row("b", clicks: 2)])
        before.clear(now: now)
        var after = RowTable(limits: RowLimits())
        after.restore(before.mark ?? ClearMark(clearedAt: now, rows: []))
        _ = after.take([row("a", clicks: 1)], now: now)
        #expect(Set(after.mark?.rows ?? []) == Set(before.mark?.rows ?? []))
        #expect(after.mark?.rows.count == 2)
    }

    @Test func aMarkWithImpossibleFiguresIsLeftOut() {
        var poisoned = row(clicks: 1)
        poisoned.totals.clicks = .min
        var table = RowTable(limits: RowLimits())
        let hidden = ClearMark.Row(
            key: poisoned.key, partition: 0, epoch: 0, throughOffset: 0, totals: poisoned.totals)
        table.restore(ClearMark(clearedAt: now, rows: [hidden]))
        _ = table.take([row(clicks: 1)], now: now)
        #expect(clicks(table) == 1)
    }

    private func table(_ rows: [ResultRow]) -> RowTable {
        var table = RowTable(limits: RowLimits())
        _ = table.take(rows, now: now)
        return table
    }

    private func snapshot(_ table: RowTable) -> Snapshot {
        table.snapshot(SnapshotQuery(range: .all), version: 0, ingest: IngestState())
    }

    private func clicks(_ table: RowTable) -> Int64 { snapshot(table).totals.clicks }
}
