import Testing

@testable import Aggregator

@Suite struct CheckpointPaceTests {
    private let start = ContinuousClock.now

    /// When checkpoints are taken within four seconds, in ms: looked at every 10 ms, while 1,000 records are judged each.
    private func taken(
        interval: Duration = .milliseconds(500), lag: (Int) -> Int64?, open: Int = 100, final: Int = 0,
        isIdle: (Int) -> Bool = { _ in false }
    ) -> [Int] {
        var pace = CheckpointPace(interval: interval, start: start)
        var times: [Int] = []
        for time in stride(from: 0, through: 4_000, by: 10) {
            let now = start + .milliseconds(time)
            guard pace.isDue(at: now, judged: time * 100, isIdle: isIdle(time), lag: { lag(time) }) else { continue }
            pace.taken(at: now, judged: time * 100, open: open, final: final)
            times.append(time)
        }
        return times
    }

    @Test func comesEveryIntervalWithoutALag() {
        #expect(taken { _ in 0 } == [500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000])
    }

    @Test func comesEveryTwoSecondsFarBehind() {
        #expect(taken { _ in 10_000_000 } == [500, 2_500])
    }

    @Test func comesAgainAtTheNextIntervalWhenTheRestIsLessThanWasDone() {
        #expect(taken { time in time < 1_600 ? 10_000_000 : 10 } == [500, 2_000, 2_500, 3_000, 3_500, 4_000])
    }

    @Test func oneThatHasCaughtUpTellsAtOnceAndOnce() {
        let lag = { time in time < 1_630 ? 10_000_000 : 0 as Int64 }
        #expect(taken(lag: lag, isIdle: { $0 >= 1_630 }) == [500, 1_630, 2_130, 2_630, 3_130, 3_630])
        // A lull in which more is known to be there is no end.
        #expect(taken(lag: lag, isIdle: { $0 == 1_000 || $0 >= 1_630 }).prefix(2) == [500, 1_630])
        // Nor does it tell more often in the lulls of a stream that it keeps up with.
        let bursts = { time in time < 1_630 ? 10_000_000 : time % 50 == 0 ? 0 : 100 as Int64 }
        #expect(taken(lag: bursts, isIdle: { $0 % 50 == 0 }) == [500, 1_650, 2_150, 2_650, 3_150, 3_650])
    }

    @Test func anUnknownLagIsNoneButNoEndEither() {
        #expect(taken(lag: { _ in nil }, isIdle: { _ in true }).count == 8)
        let lag = { time in time < 1_000 ? 10_000_000 : time < 1_400 ? nil : 0 as Int64? }
        #expect(taken(lag: lag, isIdle: { $0 >= 1_000 }).prefix(3) == [500, 1_000, 1_500])
    }

    @Test func aLagThatIsSoonWorkedOffChangesNothing() {
        #expect(taken { _ in 50_000 }.count == 8)
    }

    @Test func whereMostRowsAreFinalNothingIsSaved() {
        #expect(taken(lag: { _ in 10_000_000 }, open: 100, final: 100).count == 8)
    }

    @Test func anIntervalBeyondTheLimitIsKept() {
        #expect(taken(interval: .milliseconds(1_500), lag: { _ in 10_000_000 }) == [1_500, 3_000])
        #expect(taken(interval: .seconds(3), lag: { _ in 10_000_000 }) == [3_000])
    }
}
