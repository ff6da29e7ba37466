import AdModel

/// All rules and where each stands, without a clock, a file or a store.
public struct AlertBook: Sendable {
    /// What outlives the process.
    public struct Saved: Hashable, Sendable {
        /// The number of the next rule: none is ever given twice.
        public var nextRule: Int64
        public var rules: [AlertRule]
        public var firing: [AlertRuleID: AlertFiring]

        public init(nextRule: Int64 = 1, rules: [AlertRule] = [], firing: [AlertRuleID: AlertFiring] = [:]) {
            self.nextRule = nextRule
            self.rules = rules
            self.firing = firing
        }
    }

    private var nextRule: Int64
    /// In the order of their making.
    private var tracks: [AlertTrack]

    public init(_ saved: Saved = Saved()) {
        let rules = saved.rules.sorted { $0.id < $1.id }.prefix(AlertRule.mostRules)
        nextRule = max(saved.nextRule, (rules.last?.id.number ?? 0) + 1)
        tracks = rules.map { AlertTrack(rule: $0, firing: saved.firing[$0.id]) }
    }

    public var saved: Saved {
        let firing = tracks.compactMap { track in track.firing.map { (track.rule.id, $0) } }
        return Saved(nextRule: nextRule, rules: rules, firing: Dictionary(uniqueKeysWithValues: firing))
    }

    public var rules: [AlertRule] { tracks.map(\.rule) }
    public var isFull: Bool { tracks.count >= AlertRule.mostRules }
    public func rule(_ id: AlertRuleID) -> AlertRule? { track(id)?.rule }
    public func firing(_ id: AlertRuleID) -> AlertFiring? { track(id)?.firing }
    /// Nil: it was not judged yet, or is turned off.
    public func reading(_ id: AlertRuleID) -> AlertReading? { track(id)?.newest }

    /// - Returns: nil when there are ``AlertRule/mostRules`` already.
    public mutating func add(_ make: (AlertRuleID) -> AlertRule) -> AlertRule? {
        guard !isFull else { return nil }
        let rule = make(AlertRuleID(nextRule))
        nextRule += 1
        tracks.append(AlertTrack(rule: rule))
        return rule
    }

    /// - Returns: whether there is such a rule, and the end of its alert where that no longer holds.
    public mutating func change(_ rule: AlertRule, now: EventTime) -> (isKnown: Bool, notice: AlertNotice?) {
        guard let place = tracks.firstIndex(where: { $0.rule.id == rule.id }) else { return (false, nil) }
        return (true, tracks[place].change(to: rule, now: now))
    }

    public mutating func delete(_ id: AlertRuleID, now: EventTime) -> (isKnown: Bool, notice: AlertNotice?) {
        guard let place = tracks.firstIndex(where: { $0.rule.id == id }) else { return (false, nil) }
        var track = tracks.remove(at: place)
        return (true, track.withdraw(now: now))
    }

    /// Judges every rule that is on.
    ///
    /// - Parameter facts: of a rule; nil: nothing is known, and it stays as it is.
    /// - Returns: what began and ended, in the order of the rules.
    public mutating func judge(at moment: AlertMoment, _ facts: (AlertRule) -> AlertFacts?) -> [AlertNotice] {
        tracks.indices.compactMap { place in
            let rule = tracks[place].rule
            guard rule.isEnabled, let facts = facts(rule) else { return nil }
            return tracks[place].take(rule.reading(of: facts, at: moment), now: moment.now)
        }
    }

    private func track(_ id: AlertRuleID) -> AlertTrack? { tracks.first { $0.rule.id == id } }
}
