import AdModel

/// Tells when a partition is silent: its end has been seen at the current position, the connection is alive, and
/// nothing has come for the idle timeout.
///
/// States: *reading* (not at the end), *at the end* since some moment. A record leads to reading; an end-of-partition
/// event at the next offset leads to the end. Without a connection nothing is silent, and its timeout begins anew with
/// the connection: librdkafka tells an end only once, so what was written meanwhile must have had the time to arrive.
///
/// Times are of a monotonic clock, in ms from any origin, given by the caller.
public struct SilenceWatch: Hashable, Sendable {
    private let idleTimeout: Milliseconds
    private var lastRecord: EventTime
    private var isAtEnd = false

    /// - Parameter start: now, on the monotonic clock; a partition that never had a record is silent from here on.
    public init(idleTimeout: Milliseconds, start: EventTime) {
        self.idleTimeout = idleTimeout
        self.lastRecord = start
    }

    public mutating func recordArrived(at now: EventTime) {
        lastRecord = max(lastRecord, now)
        isAtEnd = false
    }

    public mutating func endReached() {
        isAtEnd = true
    }

    /// The connection is not alive at this moment.
    public mutating func connectionLost(at now: EventTime) {
        lastRecord = max(lastRecord, now)
    }

    public func isSilent(at now: EventTime) -> Bool {
        isAtEnd && now >= lastRecord + idleTimeout
    }
}
