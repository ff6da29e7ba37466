import Testing

@testable import Aggregator

@Suite struct CheckpointPaceTests {
    private let start = ContinuousClock.now

    /// When checkpoints are taken within four seconds, in ms: looked at every 10 ms, while 1,000 records are judged each.
    private func taken(
        interval: Duration = .milliseconds(500), lag: (Int) -> Int64, open: Int = 100, final: Int = 0
    ) -> [Int] {
        var pace = CheckpointPace(interval: interval, start: start)
        var times: [Int] = []
        for time in stride(from: 0, through: 4_000, by: 10) {
            let now = start + .milliseconds(time)
            guard pace.isDue(at: now, judged: time * 100, lag: { lag(time) }) else { continue }
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

    @Test func comesAgainAtOnceWhenTheRestIsLessThanWasDone() {
        #expect(taken { time in time < 1_600 ? 10_000_000 : 0 } == [500, 2_000, 2_500, 3_000, 3_500, 4_000])
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
