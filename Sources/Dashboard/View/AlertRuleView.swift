import AdModel
import DashboardModel

/// One rule and where it stands.
struct AlertRuleView {
    let id: String
    let name: String
    let sentence: String
    /// `firing`, `ok`, `wait` or `off`: a colour and a word, never colour alone.
    let tone: String
    let label: String
    let detail: String
    let isEnabled: Bool

    init(_ rule: AlertRule, _ state: AlertDeskState) {
        id = "\(rule.id.number)"
        name = rule.name
        sentence = AlertText.rule(rule)
        isEnabled = rule.isEnabled
        let firing = state.book.firing(rule.id)
        let reading = state.book.reading(rule.id)
        (tone, label) = Self.state(rule, firing, reading)
        detail = Self.detail(rule, firing, reading)
    }

    private static func state(
        _ rule: AlertRule, _ firing: AlertFiring?, _ reading: AlertReading?
    ) -> (tone: String, label: String) {
        if !rule.isEnabled { return ("off", "Off") }
        if let firing { return ("firing", "Firing since \(TimeText.dayAndMinute(firing.since)) UTC") }
        switch reading?.verdict {
        case nil: return ("wait", "Not looked at yet")
        case .undecided(.undefined): return ("wait", "Nothing to divide by")
        case .undecided(.tooLittleHeld): return ("wait", "Too little seen yet")
        case .clear, .breached: return ("ok", "OK")
        }
    }

    private static func detail(_ rule: AlertRule, _ firing: AlertFiring?, _ reading: AlertReading?) -> String {
        if let firing { return AlertText.firing(rule, firing) }
        guard let value = reading?.value, rule.condition != .silent else { return "" }
        return "now " + AlertText.value(value, of: rule.metric)
    }
}
