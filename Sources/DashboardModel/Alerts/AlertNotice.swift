import AdModel

/// An alert's beginning or end: what is logged, shown and sent.
public struct AlertNotice: Hashable, Sendable {
    public enum Change: String, Hashable, Sendable {
        case fired
        /// The values have been usual again for long enough.
        case resolved
        /// Its rule was changed, turned off or deleted while it fired.
        case withdrawn
    }

    /// As it was at that moment.
    public let rule: AlertRule
    public let change: Change
    /// Wall clock at which the alert fired.
    public let since: EventTime
    /// Wall clock of this notice.
    public let at: EventTime
    /// Of the newest breach where it fired or was withdrawn, of the calm span where it resolved.
    public let value: AlertFigure?
    public let before: AlertFigure?
    public let span: Window

    public init(
        rule: AlertRule, change: Change, since: EventTime, at: EventTime, value: AlertFigure?, before: AlertFigure?,
        span: Window
    ) {
        self.rule = rule
        self.change = change
        self.since = since
        self.at = at
        self.value = value
        self.before = before
        self.span = span
    }

    /// Names the alert: equal for its beginning and its end.
    public var alertID: String { "\(rule.id.number)-\(since.milliseconds)" }

    /// Names the notice, also after a restart: a receiver that sees it twice may drop one.
    public var id: String { "\(alertID)-\(change == .fired ? "fired" : "resolved")" }
}
