import AdModel

/// What a rule says about one moment.
public struct AlertReading: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case breached
        case clear
        /// Neither fires nor resolves.
        case undecided(Cause)
    }

    public enum Cause: Hashable, Sendable {
        /// The ratio's divisor is 0, or so is the value to compare with.
        case undefined
        /// Less is held, or less was not cleared, than the rule looks at.
        case tooLittleHeld
    }

    public let verdict: Verdict
    public let value: AlertFigure?
    /// Of the span before; nil where the rule does not compare, or it is undefined.
    public let before: AlertFigure?
    /// Event time that was looked at; of a silence: from its last event, as far as known, until now.
    public let span: Window

    public init(_ verdict: Verdict, value: AlertFigure?, before: AlertFigure? = nil, span: Window) {
        self.verdict = verdict
        self.value = value
        self.before = before
        self.span = span
    }
}
