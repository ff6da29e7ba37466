import AdModel
import DashboardModel

/// One of the eleven headline figures. A click makes it the chart's.
struct TileView: Encodable {
    let label: String
    let value: String
    /// The unrounded figure and how it is made, shown on hover.
    let exact: String
    let href: String
    let isCharted: Bool
    let change: ChangeView
    /// Words where the newest values of all traffic have left their usual band; else empty.
    let marker: String
    let markerDetail: String
    let line: String
    let open: String

    static func all(_ snapshot: Snapshot) -> [TileView] { Metric.allCases.map { TileView($0, snapshot) } }

    private init(_ metric: Metric, _ snapshot: Snapshot) {
        var charting = snapshot.query
        charting.metric = metric
        label = metric.label
        value = metric.text(of: snapshot.totals)
        exact = "\(metric.exactText(of: snapshot.totals)) (\(metric.formula))"
        href = charting.address
        isCharted = metric == snapshot.query.metric
        change = snapshot.comparison.map { ChangeView(of: metric, $0) } ?? .none
        let marker = AlertMetric(rawValue: metric.rawValue).flatMap(snapshot.alerts.marker)
        self.marker = marker.map { $0.side == .above ? "unusually high" : "unusually low" } ?? ""
        markerDetail = marker.map(AlertText.marker) ?? ""
        let trend = TrendPath(
            snapshot.buckets.map { metric.position(of: $0.totals) },
            isLastOpen: snapshot.buckets.last?.isPartial ?? false)
        line = trend.line
        open = trend.open
    }
}
