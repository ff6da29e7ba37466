import AdModel
import DashboardModel

/// The page of alerts: what fires, the rules, the form, the log.
struct AlertsView {
    let status: StatusView
    let summary: String
    let notices: [String]
    let markers: [String]
    let rules: [AlertRuleView]
    let hasRules: Bool
    let hasRoom: Bool
    let form: AlertFormView
    let log: [AlertLogView]
    let hasLog: Bool
    let logNote: String
    let webhook: String

    /// More than anyone reads; the file keeps `AlertLog.mostEntries`.
    static let mostLogged = 100

    init(
        _ state: AlertDeskState, form: AlertFormView, ingest: IngestState, now: EventTime,
        configuration: DashboardConfiguration
    ) {
        status = StatusView(ingest, now: now)
        let count = state.book.rules.count { state.book.firing($0.id) != nil }
        summary = count == 0 ? "Nothing fires" : "\(count) firing"
        notices = Self.notices(state, isKept: configuration.dataDir != nil)
        markers = state.markers.map(AlertText.marker)
        rules = state.book.rules.map { AlertRuleView($0, state) }
        hasRules = !rules.isEmpty
        hasRoom = !state.book.isFull || form.isEdit
        self.form = form
        log = state.log.entries.suffix(Self.mostLogged).reversed().map(AlertLogView.init)
        hasLog = !log.isEmpty
        logNote =
            state.log.entries.count > Self.mostLogged
            ? "The newest \(Self.mostLogged) of \(FigureText.count(Int64(state.log.entries.count)))." : ""
        webhook = Self.webhook(configuration.alertWebhook?.masked, waiting: state.log.waiting)
    }

    private static func notices(_ state: AlertDeskState, isKept: Bool) -> [String] {
        var texts: [String] = []
        if !state.isWatching {
            texts.append("Rules rest until the dashboard is live: old figures are no news about a campaign.")
        }
        if !isKept {
            texts.append("Rules last until the dashboard ends. Start it with --data-dir to keep them.")
        } else if !state.isLasting {
            texts.append("Rules cannot be saved and last until the dashboard ends. Its log says why.")
        }
        return texts
    }

    private static func webhook(_ address: String?, waiting: Int) -> String {
        guard let address else {
            return "No webhook. Start the dashboard with --alert-webhook URL to have alerts sent."
        }
        return "Sent to \(address)" + (waiting == 0 ? "" : "; \(waiting) wait to be sent")
    }
}
