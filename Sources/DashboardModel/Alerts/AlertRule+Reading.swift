import AdModel

extension AlertRule {
    /// A broker that has just come back, and the aggregator behind it, get this long before a silence counts.
    static let settling = Milliseconds.minutes(1)

    /// Judges the rule: a pure function of exact sums and, for a silence alone, of the wall clock.
    ///
    /// A ratio whose divisor is 0, and a change from 0, are undecided. So is a rule that looks further back than data is
    /// held; but a value above its limit is above it however much is missing.
    ///
    /// - Complexity: O(1).
    public func reading(of facts: AlertFacts, at moment: AlertMoment) -> AlertReading {
        if condition == .silent { return silence(facts, moment) }
        let value = metric.value(of: facts.totals)
        let before = condition.kind.compares ? metric.value(of: facts.totalsBefore) : nil
        return AlertReading(verdict(value, before, facts), value: value, before: before, span: facts.span)
    }

    private func verdict(_ value: AlertFigure?, _ before: AlertFigure?, _ facts: AlertFacts) -> AlertReading.Verdict {
        guard let value else { return .undecided(.undefined) }
        switch condition {
        case .above(let limit):
            return value > limit ? .breached : facts.coversSpan ? .clear : .undecided(.tooLittleHeld)
        case .below(let limit):
            guard facts.coversSpan else { return .undecided(.tooLittleHeld) }
            return value < limit ? .breached : .clear
        case .rises, .falls, .changes:
            guard facts.coversBefore else { return .undecided(.tooLittleHeld) }
            guard let before, let change = value.percentAbove(before) else { return .undecided(.undefined) }
            return isTooMuch(change) ? .breached : .clear
        case .silent:
            return .undecided(.undefined)
        }
    }

    private func isTooMuch(_ change: AlertFigure) -> Bool {
        switch condition {
        case .rises(let percent): change > percent
        case .falls(let percent): change.millionths < -percent.millionths
        case .changes(let percent): change.millionths.magnitude > percent.millionths.magnitude
        default: false
        }
    }

    /// Silence counts from the end of the last window with an event, so it is told up to a window late, never early;
    /// where no event is held, from when the dashboard began to watch.
    private func silence(_ facts: AlertFacts, _ moment: AlertMoment) -> AlertReading {
        let lastSeen = facts.lastEventEnd ?? moment.watchingSince
        let span = Window(start: min(lastSeen, moment.now), end: moment.now)
        if moment.now >= lastSeen + self.span {
            let isSettled = moment.now >= moment.watchingSince + Self.settling
            return AlertReading(isSettled ? .breached : .undecided(.tooLittleHeld), value: .zero, span: span)
        }
        let isHeard = facts.lastEventEnd != nil
        return AlertReading(isHeard ? .clear : .undecided(.tooLittleHeld), value: nil, span: span)
    }
}
