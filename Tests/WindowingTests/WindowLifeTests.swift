import AdModel
import Testing
import Windowing

@Suite struct WindowLifeTests {
    private let bench = Bench(WindowRules(lateness: .minutes(2)))

    @Test func windowStaysOpenUntilTheWatermarkReachesItsEnd() {
        bench.run("a@00:05 b@00:59 a@01:04")
        #expect(bench.finalRows().isEmpty)
        #expect(
            bench.liveRows() == [
                "00:00 a=1 open r0 <1", "00:00 b=1 open r0 <2", "01:00 a=1 open r0 <3",
            ])
    }

    @Test func windowIsFinalExactlyWhenWatermarkEqualsItsEnd() {
        bench.run("b@00:05 a@00:59 a@01:05")
        #expect(bench.finalRows() == ["00:00 a=1 final r1 <2", "00:00 b=1 final r1 <1"])
        #expect(bench.finalRows().isEmpty, "a row is handed over once")
    }

    @Test func outOfOrderEventWithinTheBoundIsCountedBeforeTheWindowIsFinal() {
        bench.run("a@01:04 a@00:30 a@01:05")
        #expect(bench.finalRows() == ["00:00 a=1 final r1 <2"])
    }

    @Test func lateEventCorrectsItsRowAndRaisesTheRevision() {
        bench.run("a@00:05 a@01:05")
        _ = bench.finalRows()
        bench.run("a@00:06 a@00:07")
        #expect(bench.finalRows() == ["00:00 a=3 final r3 <4"])
    }

    @Test func newKeyInAFinalWindowStartsAtRevisionTwo() {
        bench.run("a@00:05 a@01:05 b@00:06")
        #expect(bench.finalRows() == ["00:00 a=1 final r1 <1", "00:00 b=1 final r2 <3"])
    }

    @Test func eventIsLateOnceTheWatermarkReachesEndPlusLateness() {
        let reasons = bench.run("a@00:05 a@03:04 b@00:06 a@03:05 c@00:07")
        #expect(reasons == [nil, nil, nil, nil, .late])
        #expect(bench.finalRows() == ["00:00 a=1 final r1 <1", "00:00 b=1 final r2 <3"])
    }

    @Test func lateVerdictUsesTheWatermarkBeforeTheEvent() {
        // The event that moves the watermark is itself never late.
        #expect(bench.run("a@00:05 a@59:00") == [nil, nil])
    }

    @Test func droppedWindowLeavesMemoryButNotItsUntakenRow() {
        bench.run("a@00:05 a@10:00")
        #expect(bench.engine.windowCount == 1)
        #expect(bench.finalRows() == ["00:00 a=1 final r1 <1"])
    }

    @Test func watermarkNeverMovesBack() {
        bench.run("a@05:00")
        let before = bench.engine.watermark
        bench.run("a@04:00")
        #expect(bench.engine.watermark == before)
        #expect(before == Marbles.time("04:55"))
    }

    @Test func eventFromTheFutureIsRejectedAndMovesNothing() {
        bench.run("a@00:05")
        let watermark = bench.engine.watermark
        #expect(bench.run("a@10:01", recordTime: Marbles.time("05:00")) == [.future])
        #expect(bench.engine.watermark == watermark)
        #expect(bench.run("a@10:01", recordTime: Marbles.time("05:01")) == [nil], "exactly 5 min is fine")
    }

    @Test func anyRecordTimestampIsBearable() {
        #expect(bench.run("a@00:05", recordTime: EventTime(milliseconds: .max)) == [nil])
        #expect(bench.run("a@00:05", recordTime: EventTime(milliseconds: 0)) == [.future])
        #expect(
            bench.run("a@00:05", recordTime: EventTime(milliseconds: .min)) == [nil], "negative: the rule is skipped")
    }

    @Test func conversionEarnsRevenueAndEveryOtherEventCosts() {
        var engine = PartitionEngine(partition: 3, rules: WindowRules())
        for (offset, event) in Marbles("a@00:01 a@00:02:c a@00:03:v").events.enumerated() {
            _ = engine.apply(event, offset: Int64(offset), recordTime: nil)
        }
        let row = engine.takeLiveRows()[0]
        #expect(row.totals.spend == Micros(2))
        #expect(row.totals.revenue == Micros(1))
        #expect(row.partition == 3)
    }

    @Test func campaignsThatSwiftCallsEqualStayApart() {
        bench.run("\u{E9}@00:01 e\u{301}@00:02")
        #expect(bench.engine.keyCount == 2)
    }
}
