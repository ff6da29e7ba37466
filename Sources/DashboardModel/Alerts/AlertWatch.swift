import AdModel

/// Since when the dashboard sees everything that comes: only then does an alert tell of the campaigns.
public struct AlertWatch: Hashable, Sendable {
    private var since: EventTime?

    public init() {}

    /// - Parameters:
    ///   - seesAll: connected, caught up, and the broker answers.
    ///   - clearedAt: wall clock of "clear data"; what was before is no longer known.
    /// - Returns: nil while alerts have to rest.
    public mutating func take(seesAll: Bool, clearedAt: EventTime?, now: EventTime) -> AlertMoment? {
        guard seesAll else {
            since = nil
            return nil
        }
        let start = since ?? now
        since = start
        return AlertMoment(now: now, watchingSince: max(start, clearedAt ?? start))
    }
}
