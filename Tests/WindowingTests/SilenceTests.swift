import AdModel
import Testing
import Windowing

@Suite struct SilenceTests {
    private let bench = Bench()

    @Test func silenceClosesWhatTheWallClockHasPassed() {
        bench.run("a@00:05 b@00:07")
        #expect(!bench.closeSilent(at: "01:04"))
        #expect(bench.closeSilent(at: "01:05"))
        #expect(bench.finalRows() == ["00:00 a=1 final r1 <1", "00:00 b=1 final r1 <2"])
        #expect(!bench.closeSilent(at: "09:00"), "nothing is left to close")
    }

    @Test func silenceLeavesTheWatermarkAloneAndRejectsNothing() {
        bench.run("a@00:05")
        let watermark = bench.engine.watermark
        _ = bench.closeSilent(at: "50:00")
        #expect(bench.engine.watermark == watermark)
        #expect(bench.run("a@00:06") == [nil])
        #expect(bench.finalRows() == ["00:00 a=2 final r2 <2"])
    }

    @Test func aWindowBeforeTheOneThatSilenceClosedIsFinalToo() {
        bench.run("a@05:05")
        _ = bench.closeSilent(at: "06:05")
        _ = bench.finalRows()
        bench.run("a@04:30")
        #expect(bench.finalRows() == ["04:00 a=1 final r2 <2"])
    }

    @Test func anEventAheadOfTheWallClockKeepsItsWindowOpen() {
        bench.run("a@00:05 a@03:00")
        _ = bench.closeSilent(at: "01:30")
        #expect(bench.liveRows() == ["03:00 a=1 open r0 <2"])
    }

    @Test func aPartitionIsSilentOnlyAtItsEndAndAfterTheTimeout() {
        var watch = SilenceWatch(idleTimeout: .seconds(10), start: EventTime(milliseconds: 0))
        let later = EventTime(milliseconds: 10_000)
        #expect(!watch.isSilent(at: later), "the end has not been seen")
        watch.endReached()
        #expect(!watch.isSilent(at: EventTime(milliseconds: 9_999)))
        #expect(watch.isSilent(at: later), "a partition that never had a record is silent too")
        watch.connectionLost(at: later)
        #expect(!watch.isSilent(at: EventTime(milliseconds: 19_999)), "what was written meanwhile may still come")
        #expect(watch.isSilent(at: EventTime(milliseconds: 20_000)), "an end is told only once")
        watch.recordArrived(at: later)
        #expect(!watch.isSilent(at: EventTime(milliseconds: 99_000)))
    }
}
