import AdModel
import DashboardModel

/// One line of the log.
struct AlertLogView {
    let time: String
    let tone: String
    let label: String
    let name: String
    let sentence: String
    let delivery: String

    init(_ entry: AlertLog.Entry) {
        time = "\(TimeText.day(entry.notice.at)) \(TimeText.second(entry.notice.at))"
        (tone, label) = Self.change(entry.notice.change)
        name = entry.notice.rule.name
        sentence = AlertText.notice(entry.notice)
        delivery = Self.delivery(entry.delivery)
    }

    private static func change(_ change: AlertNotice.Change) -> (tone: String, label: String) {
        switch change {
        case .fired: ("firing", "Fired")
        case .resolved: ("ok", "Resolved")
        case .withdrawn: ("off", "Withdrawn")
        }
    }

    private static func delivery(_ delivery: AlertDelivery) -> String {
        switch delivery {
        case .notAsked: "no webhook"
        case .delivered(let at): "sent \(TimeText.second(at))"
        case .givenUp(let trouble): "not sent: \(trouble)"
        case .waiting(_, _, nil): "to be sent"
        case .waiting(let failures, let nextAt, let trouble?):
            "failed \(failures)× (\(trouble)), again \(TimeText.second(nextAt))"
        }
    }
}
