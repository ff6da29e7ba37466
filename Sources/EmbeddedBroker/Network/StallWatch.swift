import NIOCore

/// Finds out that a client does not go on. Pure; time comes in.
struct StallWatch {
    /// A client must take this much of its replies in one stall time.
    private static let leastTaken = 32 << 10
    /// Pieces of a request smaller than this are no progress: one byte at a time could hold its memory for ever.
    private static let leastPiece = 512
    /// The stall time while others wait for the memory that it holds.
    private static let underPressure = TimeAmount.seconds(3)

    private let limits: BrokerConfiguration.Limits
    private var lastReceived: NIODeadline
    /// Replies that have not left, and bytes of all that were ever written.
    private var replies = 0
    private var written = 0
    /// Bytes that had left at the last check at which it was enough, and when.
    private var taken = 0
    private var lastTaken: NIODeadline

    init(limits: BrokerConfiguration.Limits, now: NIODeadline) {
        self.limits = limits
        lastReceived = now
        lastTaken = now
    }

    mutating func received(_ bytes: Int, at now: NIODeadline) {
        if bytes >= Self.leastPiece { lastReceived = now }
    }

    /// A request was complete, or may begin to arrive.
    mutating func tookRequest(at now: NIODeadline) {
        lastReceived = now
    }

    mutating func sending(_ bytes: Int, at now: NIODeadline) {
        if replies == 0 { lastTaken = now }
        replies += 1
        written += bytes
    }

    mutating func sent(at now: NIODeadline) {
        replies -= 1
        lastTaken = now
    }

    /// - Parameter othersWait: whether other clients wait for the memory that such a client holds.
    /// - Returns: why the client is to be closed, or nil.
    mutating func check(
        at now: NIODeadline, unsentBytes: Int, isWithinRequest: Bool, isAnswered: Bool, othersWait: Bool = false
    ) -> String? {
        let patience = TimeAmount(limits.stallTime)
        let stall = othersWait ? min(patience, Self.underPressure) : patience
        if isWithinRequest, now - lastReceived > stall { return "half a request, and then nothing" }
        if isAnswered, replies == 0, now - lastReceived > TimeAmount(limits.idleTime) { return "idle" }
        guard replies > 0 else { return nil }
        if written - unsentBytes - taken >= Self.leastTaken {
            taken = written - unsentBytes
            lastTaken = now
        }
        return now - lastTaken > stall ? "it does not take its replies" : nil
    }
}
