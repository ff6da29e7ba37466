import AdModel
import DashboardModel

/// One of the eight headline figures.
struct TileView: Encodable {
    let id: String
    let label: String
    let value: String
    /// The unrounded figure, shown on hover.
    let exact: String
    /// A second figure, or how the first is made.
    let note: String

    static func all(_ snapshot: Snapshot) -> [TileView] {
        let totals = snapshot.totals
        return [
            money("spend", "Spend", totals.spend, note: "\(snapshot.campaigns.count) campaigns"),
            count("impressions", "Impressions", totals.impressions, note: "CPM \(FigureText.price(totals.cpm))"),
            count("clicks", "Clicks", totals.clicks, note: "\(FigureText.percent(totals.conversionRate)) convert"),
            count("conversions", "Conversions", totals.conversions, note: "worth \(worth(totals)) each"),
            ratio("ctr", "CTR", totals.ctr, FigureText.percent(totals.ctr), note: "clicks ÷ impressions"),
            ratio("cpc", "CPC", totals.cpc, FigureText.price(totals.cpc), note: "spend ÷ clicks"),
            ratio("cpa", "CPA", totals.cpa, FigureText.price(totals.cpa), note: "spend ÷ conversions"),
            money("revenue", "Revenue", totals.revenue, note: "ROAS \(FigureText.multiple(totals.roas))"),
        ]
    }

    private static func worth(_ totals: Totals) -> String {
        FigureText.price(Ratio(totals.revenue.count, over: Int128(totals.conversions) * 1_000_000))
    }

    private static func money(_ id: String, _ label: String, _ amount: Micros, note: String) -> TileView {
        TileView(
            id: id, label: label, value: FigureText.money(amount), exact: FigureText.exactMoney(amount), note: note)
    }

    private static func count(_ id: String, _ label: String, _ count: Int64, note: String) -> TileView {
        TileView(id: id, label: label, value: FigureText.count(count), exact: FigureText.count(count), note: note)
    }

    private static func ratio(_ id: String, _ label: String, _ ratio: Ratio?, _ value: String, note: String) -> TileView
    {
        TileView(id: id, label: label, value: value, exact: FigureText.exact(ratio), note: note)
    }
}
