import AdModel
import Testing

@testable import Traffic

@Suite struct TrafficRandomTests {
    /// The first numbers of xoshiro256** 1.0 after SplitMix64 of 0, by the authors' own C code.
    @Test func matchesTheReferenceCode() {
        var random = TrafficRandom(seed: 0)
        let first = (0..<3).map { _ in random.next() }
        #expect(first == [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0])
    }

    @Test func rangesHaveBothEndsAndNothingBeyond() {
        var random = TrafficRandom(seed: 1)
        #expect(Set((0..<1_000).map { _ in random.within(-2...2) }) == [-2, -1, 0, 1, 2])
        #expect(Set((0..<1_000).map { _ in random.below(3) }) == [0, 1, 2])
    }

    @Test func aSampleHasNoElementTwice() {
        var random = TrafficRandom(seed: 1)
        for _ in 0..<100 { #expect(Set(random.sample(4, of: [1, 2, 3, 4, 5, 6])).count == 4) }
    }

    @Test func aLogNormalDrawScattersAroundItsMedian() {
        var random = TrafficRandom(seed: 1)
        let draws = (0..<20_001).map { _ in LogNormal.draw(median: 10_000, from: &random) }.sorted()
        #expect(abs(draws[10_000] - 10_000) < 300)
        #expect(draws[0] >= 2_360)
        #expect(draws[20_000] <= 42_430)
        #expect(draws.reduce(0, +) / 20_001 > 11_000)
    }
}

@Suite struct WaitingJourneysTests {
    private func journey(due: Int64) -> Journey {
        Journey(
            session: SessionID(bits: 0), placement: 0, device: .mobile, lastStep: start,
            due: start + Milliseconds(due))
    }

    @Test func comeOutInTheOrderTheyAreDue() {
        var random = TrafficRandom(seed: 3)
        for size in 0..<64 {
            var waiting = WaitingJourneys()
            let dues = (0..<size).map { _ in random.within(0...40) }
            for due in dues { waiting.insert(journey(due: due)) }
            #expect(waiting.count == size)
            var popped: [Int64] = []
            while let next = waiting.popFirst() { popped.append(next.due.milliseconds - start.milliseconds) }
            #expect(popped == dues.sorted())
        }
    }

    @Test func aLateStepIsAtMostTwoSecondsOldAndAnEarlyOneIsNow() {
        var early = journey(due: 5_000)
        early.takeStep(at: start + Milliseconds(10))
        #expect(early.lastStep == start + Milliseconds(10))
        var late = journey(due: 5_000)
        late.takeStep(at: start + Milliseconds(60_000))
        #expect(late.lastStep == start + Milliseconds(58_000))
        var punctual = journey(due: 5_000)
        punctual.takeStep(at: start + Milliseconds(5_060))
        #expect(punctual.lastStep == start + Milliseconds(5_000))
    }
}
