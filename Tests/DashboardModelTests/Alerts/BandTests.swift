import AdModel
import Foundation
import TestSupport
import Testing

@testable import DashboardModel

struct BandTests {
    /// Counting noise, and nothing else: whatever is marked is marked wrongly.
    @Test func noiseIsHardlyEverMarked() {
        var (marked, judged) = (0, 0)
        for seed in 0..<30 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let level = [40.0, 100, 1000, 10_000][Int(seed % 4)]
            let day = buckets(288 + 24, using: &generator) { _ in level }
            for newest in 24..<day.count {
                judged += 1
                if BandJudge(history(Array(day[...newest]))).marker(of: .clicks) != nil { marked += 1 }
            }
        }
        // None when this was written. One would be one in a month of a metric.
        #expect(judged == 8640 && marked <= 1, "\(marked) of \(judged)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func aStepIsFoundWithinTwoBuckets(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let factor = seed.isMultiple(of: 2) ? 3.0 : 0.2
        let steps = buckets(60, using: &generator) { $0 < 58 ? 200 : 200 * factor }
        #expect(BandJudge(history(Array(steps.dropLast()))).marker(of: .clicks) == nil, "one bucket may be chance")
        let marker = BandJudge(history(steps)).marker(of: .clicks)
        #expect(marker?.side == (factor > 1 ? .above : .below))
        #expect(marker.map { $0.low < $0.high && $0.bucket.end == minute(300) } == true)
    }

    @Test func trafficThatStopsIsMarked() {
        var generator = SeededGenerator(seed: 1)
        let stop = buckets(60, using: &generator) { $0 < 58 ? 200 : 0 }
        #expect(BandJudge(history(stop)).markers().map(\.metric) == [.spend, .impressions, .clicks])
    }

    /// Fewer than thirty clicks in five minutes: even none at all says little, and nobody is to be woken.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func itIsQuietWhereLittleIsUsual(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let night = buckets(60, using: &generator) { $0 < 58 ? 20 : seed.isMultiple(of: 2) ? 0 : 200 }
        #expect(BandJudge(history(night)).marker(of: .clicks) == nil)
    }

    /// Ten times as much at noon as at night: the second evening and morning are like the first.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func aDaysCourseIsUsualFromTheSecondDayOn(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let course = { (bucket: Int) in 550 - 450 * cos(2 * .pi * Double(bucket) / 288) }
        let days = buckets(2 * 288, using: &generator, level: course)
        let marked = (288..<days.count).filter { BandJudge(history(Array(days[...$0]))).marker(of: .clicks) != nil }
        #expect(marked.isEmpty, "\(marked)")
    }

    /// A morning that begins within minutes stands out from the night, but not from yesterday's morning.
    @Test func aSteepMorningIsUsualOnceYesterdaysIsHeld() {
        var generator = SeededGenerator(seed: 3)
        let days = buckets(288 + 98, using: &generator) { ($0 % 288) < 96 ? 60 : 400 }
        #expect(BandJudge(history(Array(days.suffix(98)))).marker(of: .clicks)?.side == .above)
        #expect(BandJudge(history(days)).marker(of: .clicks) == nil)
    }

    @Test func tooShortAHistoryMarksNothing() {
        var generator = SeededGenerator(seed: 4)
        for count in 0...25 {
            let few = buckets(count, using: &generator) { $0 < count - 2 ? 200 : 900 }
            #expect(BandJudge(history(few)).markers().isEmpty)
        }
    }

    @Test func aRatioOfFewEventsIsNotJudged() {
        let usual = totals(impressions: 10_000, clicks: 200, conversions: 40, spend: 400)
        let few = totals(clicks: 3, conversions: 1, spend: 400)
        let many = totals(clicks: 200, conversions: 40, spend: 4000)
        let judge = { (newest: Totals) in
            BandJudge(history([Totals](repeating: usual, count: 40) + [newest, newest]))
        }
        #expect(judge(few).marker(of: .cpa) == nil && judge(few).marker(of: .cpc) == nil)
        #expect(judge(many).marker(of: .cpa)?.side == .above && judge(many).marker(of: .cpc)?.side == .above)
        #expect(judge(usual).markers().isEmpty)
    }

    @Test func bucketsAreWholeAndWithoutAGap() {
        let store = RowStore(clock: { minute(100) })
        store.ingest([0, 1, 4, 5, 31, 36].map { row(minute: $0, clicks: 1) } + [row(minute: 38, status: .open)])
        var ledger = AlertLedger(rules: [])
        store.refresh(&ledger)
        let history = ledger.bandHistory
        #expect(history?.end == minute(35) && history?.size == .minutes(5))
        #expect(history?.buckets.map(\.clicks) == [3, 1, 0, 0, 0, 0, 1])
    }

    private func history(_ buckets: [Totals]) -> BandHistory {
        BandHistory(size: .minutes(5), end: minute(5 * Int64(buckets.count)), buckets: buckets)
    }

    private func buckets(
        _ count: Int, using generator: inout SeededGenerator, level: (Int) -> Double
    ) -> [Totals] {
        (0..<count).map { bucket in
            let clicks = poisson(level(bucket), using: &generator)
            return totals(impressions: clicks * 50, clicks: clicks, spend: Int128(clicks) * 2)
        }
    }

    /// - Source: Knuth's product of uniforms for small means; above, the normal approximation by Box and Muller.
    private func poisson(_ mean: Double, using generator: inout SeededGenerator) -> Int64 {
        let uniform = { (generator: inout SeededGenerator) in Double.random(in: .ulpOfOne..<1, using: &generator) }
        if mean > 50 {
            let (a, b) = (uniform(&generator), uniform(&generator))
            return max(0, Int64((mean + (-2 * log(a) * mean).squareRoot() * cos(2 * .pi * b)).rounded()))
        }
        var (count, product) = (Int64(0), uniform(&generator))
        while product > exp(-mean) {
            count += 1
            product *= uniform(&generator)
        }
        return count
    }
}
