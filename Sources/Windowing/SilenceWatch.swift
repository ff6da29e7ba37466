import AdModel

/// Tells when a partition is silent: its end has been seen at the current position, the connection is alive, and
/// nothing has come for the idle timeout.
///
/// States: *reading* (not at the end), *at the end* since some moment. A record leads to reading; an end-of-partition
/// event at the next offset leads to the end; a lost connection leads back to reading, because an end seen before it
/// proves nothing about what was written since.
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
        lastRecord = now
        isAtEnd = false
    }

    public mutating func endReached() {
        isAtEnd = true
    }

    public mutating func connectionLost() {
        isAtEnd = false
    }

    public func isSilent(at now: EventTime) -> Bool {
        isAtEnd && now >= lastRecord + idleTimeout
    }
}
