import AdModel
import Testing
import Windowing

/// Engines put together from rows, and which of their rows are the newest.
@Suite struct RestoreTests {
    private func engine(
        _ rows: [ResultRow], watermark: String?, nextOffset: Int64?
    ) -> PartitionEngine {
        let snapshot = PartitionSnapshot(
            partition: 0, epoch: 0, watermark: watermark.map(Marbles.time), rows: rows)
        return PartitionEngine(restoring: snapshot, rules: WindowRules(), nextOffset: nextOffset)
    }

    private func row(
        _ campaign: String = "a", at time: String = "00:00", count: Int64 = 1, _ status: RowStatus, revision: Int64 = 0,
        through: Int64
    ) -> ResultRow {
        var totals = Totals()
        totals.impressions = count
        return ResultRow(
            window: Window(start: Marbles.time(time), size: .minutes(1)), series: Marbles.series(campaign),
            partition: 0,
            totals: totals, status: status, revision: revision, epoch: 0, throughOffset: through)
    }

    private func apply(_ marbles: String, from offset: Int64, to engine: inout PartitionEngine) {
        for (index, event) in Marbles(marbles).events.enumerated() {
            _ = engine.apply(event, offset: offset + Int64(index), recordTime: nil)
        }
    }

    @Test func whatARowIncludesIsNotAddedAgain() {
        var engine = engine([row(count: 3, .open, through: 12)], watermark: "00:30", nextOffset: 10)
        apply("a@00:40 a@00:41 a@00:42 b@00:43", from: 10, to: &engine)
        #expect(engine.takeLiveRows().map(\.marble) == ["00:00 a=4 open r0 <13", "00:00 b=1 open r0 <14"])
    }

    @Test func aFinalRowWithNothingBehindItTellsOfSilence() {
        var engine = engine(
            [row(count: 3, .final, revision: 1, through: 8), row("b", count: 2, .open, through: 7)],
            watermark: "00:30", nextOffset: 10)
        #expect(engine.takeFinalRows().map(\.marble) == ["00:00 b=2 final r1 <7"], "its final row was not written")
        apply("a@00:50", from: 10, to: &engine)
        #expect(engine.takeFinalRows().map(\.marble) == ["00:00 a=4 final r2 <11"])
    }

    @Test func aFinalRowOfRecordsToComeIsClosedByThemAgain() {
        // Offsets 10 (closes the window) and 11 (late, revision 2) had been counted before the crash.
        var engine = engine(
            [row(count: 4, .final, revision: 2, through: 12), row("b", count: 2, .open, through: 7)],
            watermark: "00:30", nextOffset: 10)
        #expect(engine.takeFinalRows().isEmpty, "its window is not closed yet")
        #expect(engine.takeLiveRows().map(\.marble) == ["00:00 a=4 open r0 <12"], "so it needs an open row")
        apply("b@01:10 a@00:50", from: 10, to: &engine)
        #expect(engine.takeFinalRows().map(\.marble) == ["00:00 a=4 final r2 <12", "00:00 b=2 final r1 <7"])
        apply("a@00:51", from: 12, to: &engine)
        #expect(engine.takeFinalRows().map(\.marble) == ["00:00 a=5 final r3 <13"])
    }

    @Test func theOldestEmissionIsThatOfTheQuietestKey() {
        var engine = PartitionEngine(partition: 0, rules: WindowRules())
        #expect(engine.oldestEmission(of: .open) == nil)
        apply("a@00:01 b@00:02", from: 0, to: &engine)
        _ = engine.takeLiveRows(emission: 1)
        apply("a@00:03", from: 2, to: &engine)
        _ = engine.takeLiveRows(emission: 2)
        #expect(engine.oldestEmission(of: .open) == 1)
        apply("b@00:04", from: 3, to: &engine)
        _ = engine.takeLiveRows(emission: 3)
        #expect(engine.oldestEmission(of: .open) == 2)
        #expect(engine.oldestEmission(of: .final) == nil)
        apply("a@01:06", from: 4, to: &engine)
        _ = engine.takeFinalRows(emission: 4)
        _ = engine.takeLiveRows(emission: 4)
        #expect(engine.oldestEmission(of: .final) == 4)
        #expect(engine.oldestEmission(of: .open) == 4)
    }

    @Test func aRestoredRowIsOfNoEmission() {
        var engine = engine([row("a", .open, through: 3)], watermark: "00:30", nextOffset: 5)
        #expect(engine.oldestEmission(of: .open) == 0)
        apply("a@00:31", from: 5, to: &engine)
        _ = engine.takeLiveRows(emission: 7)
        #expect(engine.oldestEmission(of: .open) == 7)
    }

    @Test func aDroppedWindowHoldsNothingBack() {
        var engine = PartitionEngine(partition: 0, rules: WindowRules())
        apply("a@00:01 a@01:06", from: 0, to: &engine)
        _ = engine.takeFinalRows(emission: 1)
        apply("a@12:00", from: 2, to: &engine)
        _ = engine.takeFinalRows(emission: 2)
        #expect(engine.oldestEmission(of: .final) == 2, "only the second window's")
        apply("a@30:00", from: 3, to: &engine)
        _ = engine.takeFinalRows(emission: 3)
        #expect(engine.oldestEmission(of: .final) == nil)
    }
}
