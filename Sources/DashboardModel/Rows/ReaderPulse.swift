/// What the reader last said of its broker, and when; kept apart from ``IngestState``, whose changes wake every page.
public struct ReaderPulse: Hashable, Sendable {
    /// Whether the broker answered lately; a connection alone stays open while a broker is frozen.
    public var isAnswered: Bool
    public var at: ContinuousClock.Instant

    public init(isAnswered: Bool, at: ContinuousClock.Instant) {
        self.isAnswered = isAnswered
        self.at = at
    }
}
