import AdModel
import DashboardModel

/// One metric over time, with clicks behind it and, where asked for, the period before.
struct ChartView: Encodable {
    let title: String
    let label: String
    let points: [Point]
    let caption: String
    let hasPartial: Bool
    let hasBefore: Bool

    struct Point: Encodable {
        let time: String
        /// Shows this slice alone; empty where it is one window, which says no more when alone.
        let href: String
        let hasHref: Bool
        let value: String
        let before: String
        let impressions: String
        let clicks: String
        let conversions: String
        /// For the position of a point on the screen only; nil where there is no figure.
        let position: Double?
        let positionBefore: Double?
        let clicksPosition: Double
        let isPartial: Bool
    }

    init(_ snapshot: Snapshot) {
        let metric = snapshot.query.metric
        let spansDays =
            snapshot.buckets.first.map { TimeText.dayNumber($0.start) }
            != snapshot.buckets.last.map { TimeText.dayNumber($0.start) }
        label = metric.label
        title = metric == .clicks ? "Clicks" : "\(metric.label) and clicks"
        points = snapshot.buckets.map { Point($0, in: snapshot, spansDays: spansDays) }
        hasPartial = snapshot.buckets.contains(where: \.isPartial)
        hasBefore = snapshot.buckets.contains { $0.totalsBefore != nil }
        caption = snapshot.buckets.first.map { "per \(TimeText.length($0.span.size)), event time, UTC" } ?? ""
    }
}

extension ChartView.Point {
    fileprivate init(_ bucket: Bucket, in snapshot: Snapshot, spansDays: Bool) {
        let metric = snapshot.query.metric
        time = spansDays ? TimeText.dayAndMinute(bucket.start) : TimeText.minute(bucket.start)
        hasHref = snapshot.newestWindow.map { $0.size < bucket.span.size } ?? false
        href = hasHref ? Self.address(of: bucket, in: snapshot.query) : ""
        value = metric.text(of: bucket.totals)
        before = bucket.totalsBefore.map(metric.text) ?? ""
        impressions = FigureText.count(bucket.totals.impressions)
        clicks = FigureText.count(bucket.totals.clicks)
        conversions = FigureText.count(bucket.totals.conversions)
        position = metric.position(of: bucket.totals)
        positionBefore = bucket.totalsBefore.flatMap(metric.position)
        clicksPosition = Double(bucket.totals.clicks)
        isPartial = bucket.isPartial
    }

    private static func address(of bucket: Bucket, in query: SnapshotQuery) -> String {
        var closer = query
        closer.range = .between(from: bucket.start, to: bucket.span.end)
        closer.table.page = 0
        return closer.address
    }
}
