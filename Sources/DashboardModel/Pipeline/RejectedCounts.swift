import AdModel

/// How many records could not be counted, by reason: letters of `logs.dlq`, each record once.
public struct RejectedCounts: Hashable, Sendable {
    /// One reason's records, by when they were rejected.
    public struct Line: Hashable, Sendable {
        /// nil: letters that the aggregator did not write.
        public let reason: RejectReason?
        public let quarterHour: Int
        public let hour: Int
        /// Since ``RejectedCounts/since``.
        public let all: Int
    }

    /// Reasons that there are letters of, in the order in which they are tried; foreign letters last.
    public let lines: [Line]
    /// Where the reading began, as wall clock.
    public let since: EventTime
    /// Letters were skipped because there were too many, so more than this many were rejected.
    public let isQuarterHourAtLeast: Bool
    public let isHourAtLeast: Bool
    public let isAllAtLeast: Bool

    public func sum(_ count: (Line) -> Int) -> Int { lines.reduce(0) { $0 + count($1) } }
}
