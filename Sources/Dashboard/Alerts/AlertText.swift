import AdModel
import DashboardModel

/// Alerts in words, for the page, the log and the webhook.
enum AlertText {
    /// Such as `CPA of channel search over 60 min is above 25`.
    static func rule(_ rule: AlertRule) -> String {
        let subject = label(rule.metric) + of(rule.filter)
        let span = length(rule.span)
        let limit = rule.condition.threshold.map { self.limit($0, rule) } ?? ""
        switch rule.condition.kind {
        case .above: return "\(subject) over \(span) is above \(limit)"
        case .below: return "\(subject) over \(span) is below \(limit)"
        case .rises: return "\(subject) over \(span) rises by more than \(limit) on the \(span) before"
        case .falls: return "\(subject) over \(span) falls by more than \(limit) on the \(span) before"
        case .changes: return "\(subject) over \(span) changes by more than \(limit) on the \(span) before"
        case .silent: return "No \(events(rule.metric))\(of(rule.filter)) for \(span)"
        }
    }

    /// Such as `CPA of channel search was 31.25 over 60 min, above 25`.
    static func firing(_ rule: AlertRule, _ firing: AlertFiring) -> String {
        sentence(rule, value: firing.value, before: firing.before, span: firing.span, isEnd: false)
    }

    static func notice(_ notice: AlertNotice) -> String {
        if notice.change == .withdrawn { return "The rule was changed, turned off or deleted: \(rule(notice.rule))" }
        return sentence(
            notice.rule, value: notice.value, before: notice.before, span: notice.span,
            isEnd: notice.change == .resolved)
    }

    private static func sentence(
        _ rule: AlertRule, value: AlertFigure?, before: AlertFigure?, span: Window, isEnd: Bool
    ) -> String {
        let subject = label(rule.metric) + of(rule.filter)
        if rule.condition == .silent {
            let start = TimeText.minute(span.start)
            return isEnd ? "\(subject) came again" : "No \(events(rule.metric))\(of(rule.filter)) since \(start) UTC"
        }
        let figure = value.map { self.value($0, of: rule.metric) } ?? FigureText.undefined
        let length = length(span.size)
        return "\(subject) was \(figure) over \(length)" + compared(rule, value, before) + bound(rule, isEnd: isEnd)
    }

    private static func compared(_ rule: AlertRule, _ value: AlertFigure?, _ before: AlertFigure?) -> String {
        guard let value, let before, let change = value.percentAbove(before) else { return "" }
        let percent = FigureText.decimal(millionths: Int128(change.millionths.magnitude), places: 1) + "%"
        let side = change < .zero ? "less" : "more"
        return ", \(percent) \(side) than \(self.value(before, of: rule.metric)) before"
    }

    private static func bound(_ rule: AlertRule, isEnd: Bool) -> String {
        guard let threshold = rule.condition.threshold else { return "" }
        let limit = limit(threshold, rule)
        switch rule.condition.kind {
        case .above: return isEnd ? ", no longer above \(limit)" : ", above \(limit)"
        case .below: return isEnd ? ", no longer below \(limit)" : ", below \(limit)"
        default: return isEnd ? "; within \(limit) again" : "; the limit is \(limit)"
        }
    }

    /// A threshold as it was typed, with its unit.
    private static func limit(_ threshold: AlertFigure, _ rule: AlertRule) -> String {
        if rule.condition.kind.compares { return threshold.decimal + "%" }
        switch rule.metric.unit {
        case .events, .money, .price: return threshold.decimal
        case .percent: return threshold.decimal + "%"
        case .multiple: return threshold.decimal + "×"
        }
    }

    static func value(_ figure: AlertFigure, of metric: AlertMetric) -> String {
        switch metric.unit {
        case .events: FigureText.count(Int64(clamping: figure.millionths / 1_000_000))
        case .money: FigureText.money(Micros(figure.millionths))
        case .price: FigureText.price(Ratio(millionths: figure.millionths))
        case .percent: FigureText.percent(Ratio(millionths: figure.millionths))
        case .multiple: FigureText.multiple(Ratio(millionths: figure.millionths))
        }
    }

    /// `5 min`, also of whole hours: rules are typed in minutes.
    static func length(_ span: Milliseconds) -> String {
        span.count < 60_000 ? "\(span.count / 1000) s" : "\(span.count / 60_000) min"
    }

    private static func of(_ filter: AlertFilter) -> String {
        let names = [
            filter.organization.map { "organization \(isolated($0.text))" },
            filter.campaign.map { "campaign \(isolated($0.text))" },
            filter.channel.map { "channel \(isolated($0.text))" },
        ].compactMap { $0 }
        return names.isEmpty ? "" : " of " + names.joined(separator: ", ")
    }

    /// A name inside a sentence: one that is written from right to left, or says so, turns only itself around.
    static func isolated(_ name: String) -> String {
        let kept = name.unicodeScalars.map { isDirection($0) ? "\u{FFFD}" : $0 }
        return "\u{2068}" + String(String.UnicodeScalarView(kept)) + "\u{2069}"
    }

    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
