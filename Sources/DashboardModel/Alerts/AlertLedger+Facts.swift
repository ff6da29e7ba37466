import AdModel

extension AlertLedger {
    /// A window that stays open this long behind the newest one is a leftover, such as a recreated topic's: one
    /// partition that hangs does not hold every alert back for ever.
    static let longestOpen = Milliseconds.minutes(15)

    /// Where spans end: before it every window is complete. Nil: no window is.
    ///
    /// - Complexity: O(windows).
    public var completeEnd: EventTime? {
        guard let newest else { return nil }
        let oldestAwaited = newest.start - Milliseconds(max(Self.longestOpen.count, 3 * newest.size.count))
        let open = slices.values.lazy.filter { $0.isOpen && $0.window.start >= oldestAwaited }.map(\.window.start).min()
        let end = open ?? newest.end
        return slices.keys.contains { $0 < end } ? end : nil
    }

    /// The facts of each rule, in their order; nil where no window is complete yet, which a silence does not wait for.
    ///
    /// - Complexity: O(windows × rules without a filter + parts × rules of a filter).
    public func facts(of rules: [AlertRule]) -> [AlertFacts?] {
        let completeEnd = completeEnd
        let end = completeEnd ?? EventTime(milliseconds: 0)
        let newestComplete = slices.keys.lazy.filter { $0 < end }.max() ?? end
        var sums = rules.map {
            RuleSum($0, end: end, newestComplete: newestComplete, windowSize: newest?.size ?? .minutes(1))
        }
        let places = placesByFilter(rules)
        for slice in slices.values {
            for place in places.whole { sums[place].add(slice.total, of: slice.window) }
            for part in slice.parts {
                for place in places.byFilter[part.filter] ?? [] { sums[place].add(part.totals, of: slice.window) }
            }
        }
        let knownFrom = knownFrom ?? end
        return zip(rules, sums).map { rule, sum in
            completeEnd == nil && rule.condition != .silent ? nil : sum.facts(knownFrom: knownFrom)
        }
    }

    private func placesByFilter(_ rules: [AlertRule]) -> (whole: [Int], byFilter: [Int: [Int]]) {
        var whole: [Int] = []
        var byFilter: [Int: [Int]] = [:]
        for (place, rule) in rules.enumerated() {
            if rule.filter.isEverything {
                whole.append(place)
            } else if let filter = filters.number(of: rule.filter) {
                byFilter[filter, default: []].append(place)
            }
        }
        return (whole, byFilter)
    }
}

/// One rule's sums as they add up, window by window in any order.
private struct RuleSum {
    private let span: Window
    private let beforeStart: EventTime
    private let type: EventType?
    private var totals = Totals.zero
    private var totalsBefore = Totals.zero
    private var lastEventEnd: EventTime?

    init(_ rule: AlertRule, end: EventTime, newestComplete: EventTime, windowSize: Milliseconds) {
        // Whole windows: two spans that are compared have equally many.
        let start = min(end - rule.span.wholeWindows(of: windowSize), newestComplete)
        span = Window(start: start, end: end)
        beforeStart = EventTime(milliseconds: 2 * start.milliseconds - end.milliseconds)
        type = rule.condition == .silent ? rule.metric.eventType : nil
    }

    mutating func add(_ part: Totals, of window: Window) {
        if window.start >= span.start {
            if window.start < span.end { totals += part }
        } else if window.start >= beforeStart {
            totalsBefore += part
        }
        if let type, part[type] > 0 { lastEventEnd = max(lastEventEnd ?? window.end, window.end) }
    }

    func facts(knownFrom: EventTime) -> AlertFacts {
        AlertFacts(
            span: span, totals: totals, totalsBefore: totalsBefore, coversSpan: knownFrom <= span.start,
            coversBefore: knownFrom <= beforeStart, lastEventEnd: lastEventEnd)
    }
}
