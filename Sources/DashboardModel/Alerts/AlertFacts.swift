import AdModel

/// Everything a rule is judged by, at one moment.
public struct AlertFacts: Hashable, Sendable {
    /// Event time: the rule's span, ending with the newest complete window; at least one window long.
    public var span: Window
    public var totals: Totals
    /// Of the equally long span before.
    public var totalsBefore: Totals
    /// Whether data is held, and none of it cleared, from the span's start on.
    public var coversSpan: Bool
    /// The same from the start of the span before.
    public var coversBefore: Bool
    /// End of the newest window, complete or not, that counts an event of the metric's kind; nil: none is held.
    public var lastEventEnd: EventTime?

    public init(
        span: Window, totals: Totals = Totals(), totalsBefore: Totals = Totals(), coversSpan: Bool = true,
        coversBefore: Bool = true, lastEventEnd: EventTime? = nil
    ) {
        self.span = span
        self.totals = totals
        self.totalsBefore = totalsBefore
        self.coversSpan = coversSpan
        self.coversBefore = coversBefore
        self.lastEventEnd = lastEventEnd
    }
}

/// The wall clock, and since when the dashboard has seen everything that came.
public struct AlertMoment: Hashable, Sendable {
    public var now: EventTime
    /// Connected, and read to the topics' end, without a break since; later than "clear data".
    public var watchingSince: EventTime

    public init(now: EventTime, watchingSince: EventTime) {
        self.now = now
        self.watchingSince = watchingSince
    }
}
