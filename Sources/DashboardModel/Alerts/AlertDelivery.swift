import AdModel

/// How the sending of one notice stands.
public enum AlertDelivery: Hashable, Sendable {
    /// There was no webhook when it was logged.
    case notAsked
    /// - `failures`: attempts so far; `nextAt`: wall clock; `trouble`: what the last attempt met.
    case waiting(failures: Int, nextAt: EventTime, trouble: String?)
    case delivered(at: EventTime)
    /// The receiver will not have it, or could not be reached for ``patience``.
    case givenUp(trouble: String)

    /// How long a notice is worth sending.
    public static let patience = Milliseconds.minutes(24 * 60)
    static let firstPause = Milliseconds.seconds(1)
    static let longestPause = Milliseconds.minutes(5)
    /// A receiver may ask for a longer pause than ours, up to this.
    static let longestAskedPause = Milliseconds.minutes(60)

    /// What an attempt met.
    public enum Outcome: Hashable, Sendable {
        case accepted
        /// Asking again would not help.
        case refused(String)
        /// - `retryAfter`: the pause the receiver asks for.
        case failed(String, retryAfter: Milliseconds?)
    }

    /// Can transition from waiting to any.
    ///
    /// - Parameters:
    ///   - noticed: wall clock of the notice.
    ///   - jitter: 0 to 1, at random, so that many senders do not return at once.
    public func after(_ outcome: Outcome, noticed: EventTime, now: EventTime, jitter: Double) -> AlertDelivery {
        guard case .waiting(let failures, _, _) = self else { return self }
        switch outcome {
        case .accepted: return .delivered(at: now)
        case .refused(let trouble): return .givenUp(trouble: trouble)
        case .failed(let trouble, let retryAfter):
            let asked = min(retryAfter ?? .zero, Self.longestAskedPause)
            let next = now + max(Self.pause(afterFailures: failures + 1, jitter: jitter), asked)
            if next > noticed + Self.patience { return .givenUp(trouble: trouble) }
            return .waiting(failures: failures + 1, nextAt: next, trouble: trouble)
        }
    }

    /// Twice as long each time, of which half is at random: 0.5–1 s, 1–2 s, 2–4 s … 2.5–5 min.
    static func pause(afterFailures failures: Int, jitter: Double) -> Milliseconds {
        let doublings = min(max(failures - 1, 0), 20)
        let whole = min(firstPause.count << doublings, longestPause.count)
        return Milliseconds(whole / 2 + Int64(Double(whole / 2) * min(max(jitter, 0), 1)))
    }
}
