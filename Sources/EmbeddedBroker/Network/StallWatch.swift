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
    private var hasAsked = false
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
        hasAsked = true
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

    /// - Parameter othersWaitForRequests: whether other clients wait for the memory that a request of this one may hold; so for
    ///   replies.
    /// - Returns: why the client is to be closed, or nil.
    mutating func check(
        at now: NIODeadline, unsentBytes: Int, isWithinRequest: Bool, isAnswered: Bool,
        othersWaitForRequests: Bool = false, othersWaitForReplies: Bool = false
    ) -> String? {
        let patience = TimeAmount(limits.stallTime)
        let pressed = min(patience, Self.underPressure)
        if isWithinRequest, now - lastReceived > (othersWaitForRequests ? pressed : patience) {
            return "half a request, and then nothing"
        }
        // Clients ask as soon as they are there. Who does not takes a place from them.
        let idleTime = hasAsked ? TimeAmount(limits.idleTime) : patience
        if isAnswered, replies == 0, now - lastReceived > idleTime { return hasAsked ? "idle" : "it asks for nothing" }
        guard replies > 0 else { return nil }
        if written - unsentBytes - taken >= Self.leastTaken {
            taken = written - unsentBytes
            lastTaken = now
        }
        return now - lastTaken > (othersWaitForReplies ? pressed : patience) ? "it does not take its replies" : nil
    }
}
