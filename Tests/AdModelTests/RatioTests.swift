import AdModel
import Testing

@Suite struct RatioTests {
    @Test(
        arguments: [
            (1, 3, 333_333), (2, 3, 666_667), (-1, 3, -333_333), (-2, 3, -666_667), (0, 5, 0), (7, 1, 7_000_000),
            // Exact halves of a millionth go to the even neighbour.
            (1, 2_000_000, 0), (3, 2_000_000, 2), (5, 2_000_000, 2), (-3, 2_000_000, -2), (-1, 2_000_000, 0),
        ] as [(Int128, Int128, Int128)])
    func sixDecimalsRoundedHalfToEven(numerator: Int128, divisor: Int128, millionths: Int128) {
        #expect(Ratio(numerator, over: divisor)?.millionths == millionths)
    }

    @Test func anUndefinedRatioIsNil() {
        #expect(Ratio(0, over: 0) == nil)
        let none = Totals()
        #expect(none.ctr == nil && none.conversionRate == nil && none.cpc == nil)
        #expect(none.cpm == nil && none.cpa == nil && none.roas == nil)
    }

    @Test func theRatiosOfTheDesignsExample() {
        var totals = Totals()
        totals.impressions = 812
        totals.clicks = 170
        totals.conversions = 30
        totals.spend = Micros(123_456_700)
        totals.revenue = Micros(1_840_500_000)
        #expect(totals.ctr?.millionths == 20_935_961)
        #expect(totals.conversionRate?.millionths == 17_647_059)
        #expect(totals.cpc?.millionths == 726_216)
        #expect(totals.cpm?.millionths == 152_040_271)
        #expect(totals.cpa?.millionths == 4_115_223)
        #expect(totals.roas?.millionths == 14_908_061)
    }

    @Test func theLargestRowStillHasItsRatios() {
        var totals = Totals()
        totals.impressions = 1
        totals.clicks = Totals.countLimit
        totals.spend = Micros.rowLimit
        #expect(totals.cpm?.millionths == Micros.rowLimit.count * 1000)
        #expect(totals.ctr != nil && totals.cpc != nil)
    }
}
