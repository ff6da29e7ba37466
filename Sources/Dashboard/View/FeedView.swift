import AdModel
import DashboardModel

/// The newest rows as they came: what the topics say right now.
struct FeedView: Encodable {
    let lines: [Line]

    struct Line: Encodable {
        let readAt: String
        let window: String
        let campaign: String
        let channel: String
        let state: String
        let figures: [String]
    }

    init(_ snapshot: Snapshot) {
        lines = snapshot.feed.map { entry in
            let row = entry.row
            return Line(
                readAt: TimeText.second(entry.readAt), window: TimeText.minute(row.window.start),
                campaign: row.series.campaign.text, channel: row.series.channel.text, state: Self.state(row),
                figures: Self.metrics.map { $0.text(of: row.totals) })
        }
    }

    /// In the order of the columns.
    private static let metrics: [Metric] = [.spend, .impressions, .clicks, .conversions]

    private static func state(_ row: ResultRow) -> String {
        if row.status == .open { return "counting" }
        return row.revision > 1 ? "corrected" : "final"
    }
}
