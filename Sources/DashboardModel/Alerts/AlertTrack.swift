import AdModel

/// One rule's state machine.
///
/// ok → firing at the first breach; firing → ok once every reading has been clear for ``hold`` of event time, so that a
/// value around its limit makes one alert. An undecided reading moves nothing, and begins the wait again.
struct AlertTrack: Hashable, Sendable {
    private(set) var rule: AlertRule
    private(set) var firing: AlertFiring?
    /// Nil until it was judged for the first time.
    private(set) var newest: AlertReading?

    /// A silence ends with the first event: it takes its whole length to come back.
    static let hold = Milliseconds.minutes(5)

    init(rule: AlertRule, firing: AlertFiring? = nil) {
        self.rule = rule
        self.firing = firing
    }

    /// ok can transition to firing, firing to ok.
    ///
    /// - Parameter now: wall clock.
    mutating func take(_ reading: AlertReading, now: EventTime) -> AlertNotice? {
        newest = reading
        switch reading.verdict {
        case .breached: return breach(reading, now)
        case .clear: return calm(reading, now)
        case .undecided:
            firing?.calmSince = nil
            return nil
        }
    }

    /// Takes over an edited rule, on (`isEnabled`) or off; the alert of another question is withdrawn.
    mutating func change(to rule: AlertRule, now: EventTime) -> AlertNotice? {
        defer { self.rule = rule }
        if rule.asksTheSame(as: self.rule) { return nil }
        newest = nil
        return withdraw(now: now)
    }

    mutating func withdraw(now: EventTime) -> AlertNotice? {
        guard let ended = firing else { return nil }
        firing = nil
        return AlertNotice(
            rule: rule, change: .withdrawn, since: ended.since, at: now, value: ended.value, before: ended.before,
            span: ended.span)
    }

    private mutating func breach(_ reading: AlertReading, _ now: EventTime) -> AlertNotice? {
        let since = firing?.since ?? now
        let isNew = firing == nil
        firing = AlertFiring(since: since, reading)
        return isNew ? notice(.fired, since: since, reading, now) : nil
    }

    private mutating func calm(_ reading: AlertReading, _ now: EventTime) -> AlertNotice? {
        guard let calmed = firing else { return nil }
        let calmSince = calmed.calmSince ?? reading.span.end
        firing?.calmSince = calmSince
        guard rule.condition == .silent || reading.span.end >= calmSince + Self.hold else { return nil }
        firing = nil
        return notice(.resolved, since: calmed.since, reading, now)
    }

    private func notice(
        _ change: AlertNotice.Change, since: EventTime, _ reading: AlertReading, _ now: EventTime
    ) -> AlertNotice {
        AlertNotice(
            rule: rule, change: change, since: since, at: now, value: reading.value, before: reading.before,
            span: reading.span)
    }
}
