import AdModel
import GRDB

/// A column of the alerts' file that no version of this program wrote.
struct AlertFileDamage: Error, CustomStringConvertible {
    let column: String
    var description: String { "column \(column) holds no valid value" }
}

extension Row {
    /// A damaged column is the error of a damaged file, never a crash.
    func alertValue<Value: DatabaseValueConvertible & Sendable>(_ column: String) throws -> Value {
        guard let value = Value.fromDatabaseValue(self[column]) else { throw AlertFileDamage(column: column) }
        return value
    }

    /// Nil where the column is NULL.
    func alertValueIfAny<Value: DatabaseValueConvertible & Sendable>(_ column: String) throws -> Value? {
        let stored: DatabaseValue = self[column]
        return stored.isNull ? nil : try alertValue(column)
    }

    func alertFigure(_ column: String) throws -> AlertFigure? {
        guard let text: String = try alertValueIfAny(column) else { return nil }
        guard let count = Int128(text), count.magnitude < AlertFigure.largest else {
            throw AlertFileDamage(column: column)
        }
        return AlertFigure(millionths: count)
    }

    /// A time that a clock or an event can have; arithmetic on any other may overflow.
    func alertTime(_ column: String) throws -> EventTime {
        let time = EventTime(milliseconds: try alertValue(column))
        guard time >= EventTime(milliseconds: 0), time <= .limit else { throw AlertFileDamage(column: column) }
        return time
    }

    func alertChoice<Choice: RawRepresentable<String>>(_ column: String) throws -> Choice {
        guard let choice = Choice(rawValue: try alertValue(column)) else { throw AlertFileDamage(column: column) }
        return choice
    }
}

extension AlertFigure {
    var saved: String { String(millionths) }
}

extension AlertRule {
    init(saved row: Row) throws {
        let threshold = try row.alertFigure("threshold")
        let kind: AlertCondition.Kind = try row.alertChoice("condition")
        if threshold == nil, kind != .silent { throw AlertFileDamage(column: "threshold") }
        let span = Milliseconds(try row.alertValue("span"))
        guard AlertRule.spans.contains(span) else { throw AlertFileDamage(column: "span") }
        let number: Int64 = try row.alertValue("rule")
        guard AlertRuleID.saved.contains(number) else { throw AlertFileDamage(column: "rule") }
        self.init(
            id: AlertRuleID(number), name: try row.alertValue("name"),
            metric: try row.alertChoice("metric"),
            filter: AlertFilter(
                organization: try row.alertValueIfAny("organization").map(OrganizationID.init),
                campaign: try row.alertValueIfAny("campaign").map(CampaignID.init),
                channel: try row.alertValueIfAny("channel").map(Channel.init)),
            span: span, condition: AlertCondition(kind, threshold: threshold ?? .zero),
            isEnabled: try row.alertValue("isEnabled"))
    }

    var saved: StatementArguments {
        [
            id.number, name, metric.rawValue, filter.organization?.text, filter.campaign?.text, filter.channel?.text,
            span.count, condition.kind.rawValue, condition.threshold?.saved, isEnabled,
        ]
    }
}
