import AdModel
import TestSupport
import Testing

@testable import DashboardModel

struct AlertFigureTests {
    @Test(
        arguments: [
            ("25", 25_000_000), ("12.50", 12_500_000), ("0.000001", 1), ("007", 7_000_000),
            ("999999999999", 999_999_999_999_000_000),
        ] as [(String, Int128)])
    func readsWhatAPersonTypes(text: String, millionths: Int128) {
        #expect(AlertFigure(typed: text)?.millionths == millionths)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1 000", "0x10", "1.0000001", "1000000000000", "1.2.3", "NaN",
        "٣",
        "1\u{301}", "🙂",
    ])
    func nothingElse(text: String) {
        #expect(AlertFigure(typed: text) == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func itsDecimalSaysItExactly(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let figure = AlertFigure(millionths: Int128(Int64.random(in: 0..<1_000_000_000_000, using: &generator)))
        #expect(AlertFigure(typed: figure.decimal) == figure)
    }

    @Test func percentagesAreExactAndNeverOfNothing() {
        #expect(figure("150").percentAbove(figure("100")) == figure("50"))
        #expect(figure("50").percentAbove(figure("100")) == AlertFigure(millionths: -50_000_000))
        #expect(figure("1").percentAbove(figure("3")) == AlertFigure(millionths: -66_666_667))
        #expect(figure("1").percentAbove(.zero) == nil && AlertFigure.zero.percentAbove(.zero) == nil)
        #expect(AlertFigure(millionths: .max).percentAbove(figure("1")) == nil, "too large to say, and no crash")
    }

    @Test func everyMetricIsWhatTheResultRowSays() {
        let sums = totals(impressions: 2000, clicks: 40, conversions: 4, spend: 50, revenue: 400)
        let expected: [AlertMetric: String] = [
            .spend: "50", .revenue: "400", .roas: "8", .impressions: "2000", .clicks: "40", .conversions: "4",
            .ctr: "2", .conversionRate: "10", .cpc: "1.25", .cpm: "25", .cpa: "12.5", .views: "0", .engagements: "0",
            .completions: "0", .skips: "0",
        ]
        for metric in AlertMetric.allCases {
            #expect(metric.value(of: sums)?.decimal == expected[metric], "\(metric)")
            #expect((metric.value(of: Totals()) == nil) == !metric.isSum, "0 / 0 is no value")
        }
    }
}
