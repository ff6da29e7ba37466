import AdModel
import DashboardModel

extension AlertForm {
    func name(_ faults: inout Faults) -> String {
        let scalars = self[.name].unicodeScalars
        if !(1...AlertRule.longestName).contains(scalars.count) || scalars.allSatisfy(\.properties.isWhitespace) {
            faults[.name] = "Give a name of 1 to \(AlertRule.longestName) characters."
        } else if scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            faults[.name] = "Leave control characters out."
        }
        return self[.name]
    }

    func choice<Choice: RawRepresentable<String>>(_ field: Field, _ faults: inout Faults) -> Choice? {
        let choice = Choice(rawValue: self[field])
        if choice == nil { faults[field] = "Choose one of the list." }
        return choice
    }

    func metric(_ kind: AlertCondition.Kind?, _ faults: inout Faults) -> AlertMetric? {
        let metric = choice(.metric, &faults) as AlertMetric?
        if kind == .silent, let metric, metric.eventType == nil {
            faults[.metric] = "Choose a kind of event, such as Impressions: only events can be missing."
        }
        return metric
    }

    /// An empty text: any name.
    ///
    /// - Source: DESIGN §3: 1 to 128 bytes, no control characters.
    func identifier(_ field: Field, _ faults: inout Faults) -> String? {
        let text = self[field]
        if text.isEmpty { return nil }
        if text.utf8.count > 128 || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            faults[field] = "A name has at most 128 bytes and no control characters."
        }
        return text
    }

    func threshold(_ kind: AlertCondition.Kind?, _ faults: inout Faults) -> AlertFigure? {
        if kind == .silent { return .zero }
        guard let figure = AlertFigure(typed: self[.threshold]) else {
            faults[.threshold] = "Write a number such as 25 or 12.50, without a sign or a unit."
            return nil
        }
        if kind == .falls, figure.millionths >= 100_000_000 {
            faults[.threshold] = "Nothing falls by more than 100%: write less than 100."
        }
        if kind == .below, figure == .zero {
            faults[.threshold] = "Nothing is below 0: write more, or choose “has no events”."
        }
        return figure
    }

    func span(_ kind: AlertCondition.Kind?, _ history: Milliseconds, _ faults: inout Faults) -> Milliseconds? {
        let digits = self[.minutes].utf8
        let isNumber = (1...5).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
        let span = Milliseconds.minutes(isNumber ? Int64(self[.minutes]) ?? 0 : 0)
        let most = min(AlertRule.spans.upperBound.count, history.count / (kind?.compares == true ? 2 : 1))
        guard AlertRule.spans.contains(span), span.count <= most else {
            let cause = kind?.compares == true ? ": the same span before has to be in history, too" : ""
            faults[.minutes] = "Write whole minutes from 1 to \(most / 60_000)\(cause)."
            return nil
        }
        return span
    }
}
