import AdModel
import GRDB

extension AlertFiring {
    static func withRule(saved row: Row) throws -> (AlertRuleID, AlertFiring) {
        let firing = AlertFiring(
            since: try row.alertTime("since"), value: try row.alertFigure("value"),
            before: try row.alertFigure("before"),
            span: Window(start: try row.alertTime("spanStart"), end: try row.alertTime("spanEnd")))
        return (AlertRuleID(try row.alertValue("rule")), firing)
    }

    func saved(of rule: AlertRuleID) -> StatementArguments {
        [
            rule.number, since.milliseconds, value?.saved, before?.saved, span.start.milliseconds,
            span.end.milliseconds,
        ]
    }
}

extension AlertLog.Entry {
    init(saved row: Row) throws {
        let notice = AlertNotice(
            rule: try AlertRule(saved: row), change: try row.alertChoice("change"), since: try row.alertTime("since"),
            at: try row.alertTime("at"), value: try row.alertFigure("value"), before: try row.alertFigure("before"),
            span: Window(start: try row.alertTime("spanStart"), end: try row.alertTime("spanEnd")))
        self.init(notice: notice, delivery: try AlertDelivery(saved: row))
    }

    var saved: StatementArguments {
        [
            notice.id, notice.change.rawValue, notice.since.milliseconds, notice.at.milliseconds, notice.value?.saved,
            notice.before?.saved, notice.span.start.milliseconds, notice.span.end.milliseconds,
        ] as StatementArguments + delivery.saved + notice.rule.saved
    }
}

extension AlertDelivery {
    init(saved row: Row) throws {
        switch try row.alertValue("delivery") as String {
        case "notAsked": self = .notAsked
        case "waiting":
            self = .waiting(
                failures: try row.alertValue("failures"), nextAt: try row.alertTime("deliveryAt"),
                trouble: try row.alertValueIfAny("trouble"))
        case "delivered": self = .delivered(at: try row.alertTime("deliveryAt"))
        case "givenUp": self = .givenUp(trouble: try row.alertValue("trouble"))
        default: throw AlertFileDamage(column: "delivery")
        }
    }

    /// delivery, failures, deliveryAt, trouble
    var saved: StatementArguments {
        switch self {
        case .notAsked: ["notAsked", nil, nil, nil]
        case .waiting(let failures, let nextAt, let trouble): ["waiting", failures, nextAt.milliseconds, trouble]
        case .delivered(let at): ["delivered", nil, at.milliseconds, nil]
        case .givenUp(let trouble): ["givenUp", nil, nil, trouble]
        }
    }
}
