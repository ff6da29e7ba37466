import AdModel
import DashboardModel

/// Impression → click → conversion: how many reach each step.
struct FunnelView: Encodable {
    let steps: [Step]

    struct Step: Encodable {
        let label: String
        let count: String
        /// Of the step before; a dash where nobody reached that.
        let rate: String
        /// Of the bar, as an SVG length: the share of the largest step.
        let width: String
    }

    init(_ totals: Totals) {
        let largest = max(totals.impressions, totals.clicks, totals.conversions, 1)
        let step = { (label: String, count: Int64, rate: String) in
            // Conversions may outnumber clicks: they come later, or without one.
            let share = Ratio(100 * Int128(max(count, 0)), over: Int128(largest)) ?? Ratio(millionths: 0)
            return Step(
                label: label, count: FigureText.count(count), rate: rate,
                width: FigureText.decimal(millionths: share.millionths, places: 1) + "%")
        }
        steps = [
            step("Impressions", totals.impressions, ""),
            step("Clicks", totals.clicks, FigureText.percent(totals.ctr)),
            step("Conversions", totals.conversions, FigureText.percent(totals.conversionRate)),
        ]
    }
}
