import AdModel
import Testing

@testable import Dashboard

struct FigureTextTests {
    @Test(
        arguments: [
            (0, "0.00"), (1_234_567_800_000, "1,234,567.80"), (5_000, "0.00"), (15_000, "0.02"), (25_000, "0.02"),
            (25_001, "0.03"), (999_995_000, "1,000.00"), (-4_000, "0.00"), (-1_234_560_000, "−1,234.56"),
        ] as [(Int128, String)])
    func moneyIsRoundedHalfToEven(micros: Int128, expected: String) {
        #expect(FigureText.money(Micros(micros)) == expected)
    }

    @Test(
        arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1000, "−1,000"), (.max, "9,223,372,036,854,775,807")]
            as [(Int64, String)])
    func countsAreGrouped(count: Int64, expected: String) {
        #expect(FigureText.count(count) == expected)
    }

    @Test func anUndefinedRatioIsADashAndATrueZeroIsNot() {
        var totals = Totals()
        #expect(FigureText.price(totals.cpc) == "—" && FigureText.percent(totals.ctr) == "—")
        totals.impressions = 100
        #expect(FigureText.percent(totals.ctr) == "0.00%")
    }

    @Test(
        arguments: [(726_216, "0.73"), (4_300, "0.0043"), (100_000, "0.10"), (99_999, "0.1000")] as [(Int128, String)])
    func smallPricesKeepTheirMeaning(millionths: Int128, expected: String) {
        #expect(FigureText.price(Ratio(millionths: millionths)) == expected)
    }

    @Test(
        arguments: [
            (0, "1 Jan 00:00"), (951_782_400_000, "29 Feb 00:00"), (1_795_224_309_000, "21 Nov 01:25:09"),
            (-1, "31 Dec 23:59:59"), (4_102_444_799_999, "31 Dec 23:59:59"),
        ] as [(Int64, String)])
    func timesAreUTC(milliseconds: Int64, expected: String) {
        #expect(TimeText.dayAndMinute(EventTime(milliseconds: milliseconds)) == expected)
    }

    @Test(
        arguments: [(0, "just now"), (8_400, "8 s ago"), (190_000, "3 min ago"), (7_300_000, "2 h ago")]
            as [(Int64, String)])
    func agesAreShort(milliseconds: Int64, expected: String) {
        #expect(TimeText.ago(Milliseconds(milliseconds)) == expected)
    }
}
