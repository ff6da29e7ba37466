import Testing

@testable import Traffic

@Suite struct MarketTests {
    /// The first placement whose running sum of weights is above the target, by looking at all of them.
    private func slowDraw(_ market: Market, _ random: inout TrafficRandom) -> Int {
        var target = random.below(market.placements.reduce(0) { $0 + $1.weight })
        return market.placements.firstIndex { placement in
            if target < placement.weight { return true }
            target -= placement.weight
            return false
        } ?? -1
    }

    @Test(arguments: [1, 2, 20, 2_000])
    func aDrawIsTheSlowOne(campaigns: Int) {
        for seed in 0..<20 as Range<UInt64> {
            var random = TrafficRandom(seed: seed)
            let market = Market(campaigns: campaigns, random: &random)
            var sameRandom = random
            for _ in 0..<500 { #expect(market.draw(from: &random) == slowDraw(market, &sameRandom)) }
        }
    }

    @Test func stepsAreTheEvents() {
        var steps = TrafficGenerator(seed: 5)
        var events = TrafficGenerator(seed: 5)
        let series = steps.series
        for call in 0..<5_000 {
            let now = Pace.thousandASecond.time(ofCall: call)
            let step = steps.nextStep(at: now)
            let event = events.next(at: now)
            #expect(event == SyntheticEvent(step, series: series[step.placement]))
            #expect(step.micros >= 0)
        }
    }
}
