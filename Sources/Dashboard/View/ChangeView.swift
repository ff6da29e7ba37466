import AdModel
import DashboardModel

/// How a figure moved: an arrow, a percentage and a word, so that nothing hangs on the colour.
struct ChangeView: Encodable {
    /// `▲ 12.3%`; a dash where there is nothing to compare with.
    let text: String
    /// `better`, `worse`, or empty.
    let verdict: String
    /// A sign for ``verdict`` where there is no room for the word.
    let sign: String
    /// The figures behind it.
    let detail: String

    /// Where no rows of an earlier period are held.
    static let none = ChangeView(nil, detail: "Nothing held to compare with")

    init(of metric: Metric, _ comparison: Comparison) {
        self.init(of: metric, from: comparison.totalsBefore, to: comparison.shownTotals)
    }

    init(of metric: Metric, from before: Totals, to shown: Totals) {
        self.init(
            Change(of: metric, from: before, to: shown),
            detail: "\(metric.text(of: shown)) against \(metric.text(of: before)) before")
    }

    private init(_ change: Change?, detail: String) {
        self.detail = detail
        text = change.map { Self.arrow($0.percent) + " " + Self.size($0.percent) } ?? "—"
        (verdict, sign) =
            switch change?.verdict {
            case .better: ("better", "✓")
            case .worse: ("worse", "✗")
            case .neutral, nil: ("", "")
            }
    }

    private static func arrow(_ percent: Ratio) -> String {
        percent.millionths == 0 ? "=" : percent.millionths > 0 ? "▲" : "▼"
    }

    private static func size(_ percent: Ratio) -> String {
        FigureText.decimal(millionths: Int128(percent.millionths.magnitude), places: 1) + "%"
    }
}
