import AdModel

/// Whether the figures are fresh, and if not, since when and why. One cause at a time: the one to mend first.
public enum PipelineVerdict: Hashable, Sendable {
    case fresh
    /// No connection to any broker.
    case brokerAway(since: EventTime)
    /// There is a connection, and no answer.
    case brokerSilent(since: EventTime)
    /// The dashboard is still reading what was counted before.
    case reading(since: EventTime)
    /// Nobody is in the flink job's group, and events wait.
    case jobAbsent(since: EventTime)
    /// Events wait, and the flink job does not go on.
    case jobStandsStill(since: EventTime)
    case jobBehind(since: EventTime)
    /// Events are judged, and no figure changes.
    case nothingCounted(since: EventTime)
    /// No event is written.
    case trafficStopped(since: EventTime)
    /// No row comes, and the broker does not tell whether any event does.
    case noRows(since: EventTime)
    /// Events come from the future.
    case clockAhead(since: EventTime)

    /// - Parameters:
    ///   - health: nil before the first look.
    ///   - now: wall clock.
    public init(_ health: PipelineHealth?, _ ingest: IngestState, now: EventTime) {
        if case .brokerAway(let since) = ingest.connection {
            self = .brokerAway(since: since)
        } else if ingest.connection == .connecting {
            self = .fresh  // nothing is shown yet that could be stale
        } else {
            self = health.flatMap { Self.trouble($0, now) } ?? Self.silence(health, ingest, now) ?? .fresh
        }
    }

    private static func trouble(_ health: PipelineHealth, _ now: EventTime) -> PipelineVerdict? {
        let (looked, last) = (health.sample.at, health.milestones)
        if now >= looked + PipelinePatience.look { return .brokerSilent(since: min(last.answered, looked)) }
        func lasts(_ since: EventTime, _ patience: Milliseconds) -> Bool { looked >= since + patience }
        if lasts(last.answered, PipelinePatience.answered) { return .brokerSilent(since: last.answered) }
        if lasts(last.read, PipelinePatience.read) { return .reading(since: last.read) }
        if lasts(last.attended, PipelinePatience.attended) {
            // The figures are as old as the last event that was judged.
            return .jobAbsent(since: min(last.attended, last.judged))
        }
        if lasts(last.judged, PipelinePatience.judged) { return .jobStandsStill(since: last.judged) }
        if lasts(last.onTime, PipelinePatience.onTime) { return .jobBehind(since: last.onTime) }
        if lasts(last.counted, PipelinePatience.counted) { return .nothingCounted(since: last.counted) }
        if lasts(last.written, PipelinePatience.written) { return .trafficStopped(since: last.written) }
        if lasts(last.inTime, PipelinePatience.inTime) { return .clockAhead(since: last.inTime) }
        return nil
    }

    /// All there is to say where the broker does not tell how far `logs` is written.
    private static func silence(
        _ health: PipelineHealth?, _ ingest: IngestState, _ now: EventTime
    ) -> PipelineVerdict? {
        guard health?.sample.logs.value == nil, ingest.progress == .caughtUp, let last = ingest.lastRowAt,
            now >= last + PipelinePatience.written
        else { return nil }
        return .noRows(since: last)
    }
}
