import AdModel
import DashboardModel

/// How the page calls a metric, and how it writes its figures.
extension Metric {
    var label: String {
        switch self {
        case .spend: "Spend"
        case .revenue: "Revenue"
        case .roas: "ROAS"
        case .impressions: "Impressions"
        case .clicks: "Clicks"
        case .conversions: "Conversions"
        case .ctr: "CTR"
        case .conversionRate: "Conv. rate"
        case .cpc: "CPC"
        case .cpm: "CPM"
        case .cpa: "CPA"
        }
    }

    /// For the head of a column.
    var shortLabel: String {
        switch self {
        case .impressions: "Impr."
        case .conversions: "Conv."
        case .conversionRate: "CVR"
        default: label
        }
    }

    /// How it is worked out, in a few words.
    var formula: String {
        switch self {
        case .spend: "what all events but conversions cost"
        case .revenue: "what conversions earned"
        case .roas: "revenue ÷ spend"
        case .impressions: "ads shown"
        case .clicks: "ads clicked"
        case .conversions: "goals reached"
        case .ctr: "clicks ÷ impressions"
        case .conversionRate: "conversions ÷ clicks"
        case .cpc: "spend ÷ clicks"
        case .cpm: "spend ÷ impressions × 1000"
        case .cpa: "spend ÷ conversions"
        }
    }

    /// Rounded for reading; a dash where the divisor is 0.
    func text(of totals: Totals) -> String {
        switch self {
        case .spend: FigureText.money(totals.spend)
        case .revenue: FigureText.money(totals.revenue)
        case .roas: FigureText.multiple(totals.roas)
        case .impressions: FigureText.count(totals.impressions)
        case .clicks: FigureText.count(totals.clicks)
        case .conversions: FigureText.count(totals.conversions)
        case .ctr: FigureText.percent(totals.ctr)
        case .conversionRate: FigureText.percent(totals.conversionRate)
        case .cpc: FigureText.price(totals.cpc)
        case .cpm: FigureText.price(totals.cpm)
        case .cpa: FigureText.price(totals.cpa)
        }
    }

    /// All decimals there are.
    func exactText(of totals: Totals) -> String {
        guard let figure = figure(of: totals) else { return "undefined: the divisor is 0" }
        return unit == .count ? FigureText.count(Int64(figure)) : FigureText.decimal(millionths: figure, places: 6)
    }

    /// For the position of a point on the screen only; nil where the divisor is 0.
    func position(of totals: Totals) -> Double? {
        figure(of: totals).map { unit == .count ? Double($0) : Double($0) / 1_000_000 }
    }

    /// The eleven figures of one row, in the order of the columns.
    static func texts(of totals: Totals) -> [String] { allCases.map { $0.text(of: totals) } }
}
