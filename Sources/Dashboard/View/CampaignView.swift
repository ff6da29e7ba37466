import AdModel
import DashboardModel

/// What the page of one campaign shows besides: its minutes, and what was corrected.
struct CampaignView: Encodable {
    let isShown: Bool
    let title: String
    let windows: [WindowView]
    let corrections: [CorrectionView]
    let hasCorrections: Bool

    struct WindowView: Encodable {
        let time: String
        let state: String
        let figures: [String]
    }

    struct CorrectionView: Encodable {
        let time: String
        let channel: String
        let count: String
    }

    /// The figures of a window that are shown, in order.
    static let metrics: [Metric] = [.spend, .impressions, .clicks, .conversions, .cpc, .cpa, .revenue]

    init(_ snapshot: Snapshot) {
        isShown = snapshot.query.onlyCampaign
        title = snapshot.query.filter.campaigns.first?.text ?? ""
        windows = snapshot.windows.map { window in
            WindowView(
                time: TimeText.dayAndMinute(window.window.start), state: Self.state(window),
                figures: Self.metrics.map { $0.text(of: window.totals) })
        }
        corrections = snapshot.corrections.map { correction in
            CorrectionView(
                time: TimeText.dayAndMinute(correction.window.start), channel: correction.series.channel.text,
                count: FigureText.count(correction.lateEvents))
        }
        hasCorrections = !corrections.isEmpty
    }

    private static func state(_ window: WindowTotals) -> String {
        if window.isOpen { return "still counting" }
        return window.lateEvents == 0 ? "final" : "final, \(FigureText.count(window.lateEvents)) late"
    }
}
