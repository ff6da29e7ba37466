import AdModel
import DashboardModel

/// Spend and clicks over time.
struct ChartView: Encodable {
    let points: [Point]
    let caption: String
    let hasPartial: Bool

    struct Point: Encodable {
        let time: String
        let spend: String
        let clicks: String
        let impressions: String
        let conversions: String
        /// For the position of a point on the screen only.
        let spendValue: Double
        let clicksValue: Double
        let isPartial: Bool
    }

    init(_ snapshot: Snapshot) {
        let first = snapshot.buckets.first?.start
        let last = snapshot.buckets.last?.start
        let spansDays = first.map(TimeText.day) != last.map(TimeText.day)
        points = snapshot.buckets.map { bucket in
            Point(
                time: spansDays ? TimeText.dayAndMinute(bucket.start) : TimeText.minute(bucket.start),
                spend: FigureText.money(bucket.totals.spend), clicks: FigureText.count(bucket.totals.clicks),
                impressions: FigureText.count(bucket.totals.impressions),
                conversions: FigureText.count(bucket.totals.conversions),
                spendValue: Double(bucket.totals.spend.count) / 1_000_000, clicksValue: Double(bucket.totals.clicks),
                isPartial: bucket.isPartial)
        }
        hasPartial = snapshot.buckets.contains(where: \.isPartial)
        caption = "per \(TimeText.length(snapshot.bucketSize)), event time, UTC"
    }
}
