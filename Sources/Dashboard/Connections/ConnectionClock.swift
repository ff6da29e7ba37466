import NIOCore

/// Until when a client must have sent its request, and read its answer. Pure; time comes in.
///
/// Only what is complete counts: a byte every few seconds, either way, would otherwise hold a connection for ever.
struct ConnectionClock {
    private let requestTime: TimeAmount
    private let writeTime: TimeAmount
    /// Since when a head, or the rest of a body, is waited for; nil: the answer is ours to give.
    private var requestSince: NIODeadline?
    /// Requests whose answers have not ended.
    private var unanswered = 0
    /// Parts of answers that the system has not taken, and since when none of them was.
    private var unsent = 0
    private var unsentSince: NIODeadline

    init(limits: ConnectionLimits, now: NIODeadline) {
        requestTime = TimeAmount(limits.requestTime)
        writeTime = TimeAmount(limits.writeTime)
        requestSince = now
        unsentSince = now
    }

    mutating func headCame(at now: NIODeadline) {
        unanswered += 1
        requestSince = now
    }

    mutating func requestEnded(at now: NIODeadline) {
        requestSince = unanswered == 0 ? now : nil
    }

    /// An answer may end before its request does, when it is a refusal.
    mutating func answerEnded(at now: NIODeadline) {
        unanswered = max(0, unanswered - 1)
        if unanswered == 0, requestSince == nil { requestSince = now }
    }

    mutating func sending(at now: NIODeadline) {
        if unsent == 0 { unsentSince = now }
        unsent += 1
    }

    mutating func sent(at now: NIODeadline) {
        unsent -= 1
        unsentSince = now
    }

    /// nil: the client owes nothing.
    var deadline: NIODeadline? {
        let times = [requestSince.map { $0 + requestTime }, unsent > 0 ? unsentSince + writeTime : nil]
        return times.compactMap { $0 }.min()
    }

    /// What is left unsent is for a client that will not have it.
    func isStuck(at now: NIODeadline) -> Bool { unsent > 0 && now >= unsentSince + writeTime }
}
