import AdModel

/// A rule that has fired and not resolved.
public struct AlertFiring: Hashable, Sendable {
    /// Wall clock at which it fired; with the rule's number it names the alert for good.
    public let since: EventTime
    /// The newest breach.
    public var value: AlertFigure?
    public var before: AlertFigure?
    public var span: Window
    /// End of the first span of an unbroken row of clear ones; not saved: after a restart the row begins again.
    var calmSince: EventTime?

    public init(since: EventTime, value: AlertFigure?, before: AlertFigure?, span: Window) {
        self.since = since
        self.value = value
        self.before = before
        self.span = span
    }

    init(since: EventTime, _ reading: AlertReading) {
        self.init(since: since, value: reading.value, before: reading.before, span: reading.span)
    }
}
