import AdModel
import DashboardModel

/// The alerts that fire, above the figures of every page.
struct FiringView: Encodable {
    /// For the link to the page of alerts: empty where none fires.
    let count: String
    let lines: [Line]
    let hasLines: Bool
    /// Of those that are not among the lines.
    let more: String

    struct Line: Encodable {
        let name: String
        let sentence: String
        let since: String
    }

    private static let most = 5

    init(_ alerts: AlertsSummary) {
        count = alerts.firing.isEmpty ? "" : String(alerts.firing.count)
        lines = alerts.firing.prefix(Self.most).map { firing in
            Line(name: firing.name, sentence: firing.sentence, since: "since \(TimeText.second(firing.since)) UTC")
        }
        hasLines = !lines.isEmpty
        more = alerts.firing.count > Self.most ? "and \(alerts.firing.count - Self.most) more" : ""
    }
}
