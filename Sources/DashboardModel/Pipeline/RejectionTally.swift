import AdModel

/// Counts rejected records by reason and by the minute in which they were rejected.
///
/// Memory: a count for each of eleven reasons and of the last hour's minutes, whatever is written to the topic.
public struct RejectionTally: Sendable {
    private static let reasons: [RejectReason?] = RejectReason.allCases + [nil]
    private static let minute: Int64 = 60_000

    private let since: EventTime
    private var totals = [Int](repeating: 0, count: reasons.count)
    /// Of the last hour, by minute since 1970.
    private var minutes: [Int64: [Int]] = [:]
    /// Letters written before it may be missing.
    private var completeFrom: EventTime?

    /// - Parameter since: wall clock; letters written earlier are not counted.
    public init(since: EventTime) {
        self.since = since
    }

    /// - Parameters:
    ///   - reason: nil for a letter that the aggregator did not write.
    ///   - time: when it was written; any client may write anything, so one ahead of `now` counts as written now.
    public mutating func add(_ reason: RejectReason?, writtenAt time: EventTime, now: EventTime) {
        let place = Self.place(of: reason)
        totals[place] += 1
        let minute = Self.minute(of: min(time, now))
        guard minute > Self.minute(of: now) - 60 else { return }
        minutes[minute, default: [Int](repeating: 0, count: Self.reasons.count)][place] += 1
        forget(before: now)
    }

    /// Says that letters were left out, all of them written before this time.
    public mutating func skip(to time: EventTime) {
        completeFrom = max(completeFrom ?? time, time)
    }

    /// - Returns: the last quarter of an hour and the last hour, each to the minute.
    public func counts(at now: EventTime) -> RejectedCounts {
        let (quarterHour, hour) = (sums(minutes: 15, to: now), sums(minutes: 60, to: now))
        let lines = Self.reasons.indices.filter { totals[$0] > 0 }.map { place in
            RejectedCounts.Line(
                reason: Self.reasons[place], quarterHour: quarterHour[place], hour: hour[place], all: totals[place])
        }
        func isCut(_ start: EventTime) -> Bool { completeFrom.map { $0 > start } ?? false }
        return RejectedCounts(
            lines: lines, since: since, isQuarterHourAtLeast: isCut(now - .minutes(15)),
            isHourAtLeast: isCut(now - .minutes(60)), isAllAtLeast: completeFrom != nil)
    }

    private func sums(minutes count: Int64, to now: EventTime) -> [Int] {
        let last = Self.minute(of: now)
        return minutes.filter { $0.key > last - count && $0.key <= last }.values
            .reduce(into: [Int](repeating: 0, count: Self.reasons.count)) { sums, counts in
                for place in counts.indices { sums[place] += counts[place] }
            }
    }

    private mutating func forget(before now: EventTime) {
        guard minutes.count > 61 else { return }
        minutes = minutes.filter { $0.key > Self.minute(of: now) - 61 }
    }

    private static func place(of reason: RejectReason?) -> Int {
        reasons.firstIndex(of: reason) ?? reasons.count - 1
    }

    private static func minute(of time: EventTime) -> Int64 { time.milliseconds / minute }
}
