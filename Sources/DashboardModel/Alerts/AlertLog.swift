import AdModel

/// What fired and resolved, newest last, and the queue to the webhook: the notices in it that still wait.
public struct AlertLog: Sendable {
    public struct Entry: Hashable, Sendable {
        public let notice: AlertNotice
        public var delivery: AlertDelivery

        public init(notice: AlertNotice, delivery: AlertDelivery) {
            self.notice = notice
            self.delivery = delivery
        }
    }

    /// What the queue asks its sender to do.
    public enum Step: Hashable, Sendable {
        case send(AlertNotice)
        case wait(until: EventTime)
        /// Until a notice comes.
        case rest
    }

    public static let mostEntries = 1000

    public private(set) var entries: [Entry]

    public init(_ entries: [Entry] = []) {
        self.entries = entries.suffix(Self.mostEntries)
    }

    /// A full log drops its oldest entry, sent or not.
    public mutating func append(_ entry: Entry) {
        if entries.count >= Self.mostEntries { entries.removeFirst(entries.count + 1 - Self.mostEntries) }
        entries.append(entry)
    }

    public var waiting: Int {
        entries.count { entry in
            if case .waiting = entry.delivery { true } else { false }
        }
    }

    /// The due notice that waits longest; a rule's own notices go in their order, so that none resolves before it fired.
    ///
    /// - Complexity: O(entries).
    public func nextStep(now: EventTime) -> Step {
        var blocked: Set<AlertRuleID> = []
        var next: (at: EventTime, notice: AlertNotice)?
        for entry in entries {
            guard case .waiting(_, let nextAt, _) = entry.delivery else { continue }
            guard blocked.insert(entry.notice.rule.id).inserted else { continue }
            if next.map({ nextAt < $0.at }) ?? true { next = (nextAt, entry.notice) }
        }
        guard let next else { return .rest }
        // A pause longer than any of ours: the wall clock has been set back.
        let isDue = next.at <= now || next.at > now + AlertDelivery.longestAskedPause
        return isDue ? .send(next.notice) : .wait(until: next.at)
    }

    /// Notes what an attempt met.
    ///
    /// - Returns: the entry as it is now; nil: it has been dropped meanwhile.
    public mutating func note(
        _ outcome: AlertDelivery.Outcome, of notice: AlertNotice, now: EventTime, jitter: Double
    ) -> Entry? {
        guard let place = entries.lastIndex(where: { $0.notice.id == notice.id }) else { return nil }
        entries[place].delivery = entries[place].delivery.after(
            outcome, noticed: notice.at, now: now, jitter: jitter)
        return entries[place]
    }
}
