import AdModel

/// What a record of `logs` is, judged by its bytes alone.
public enum Verdict: Hashable, Sendable {
    case event(AdEvent)
    case rejected(Rejection)
}

extension Rejection {
    /// A record without a payload, which cannot be decoded at all.
    public static let tombstone = Rejection(.json, "the record has no payload: a tombstone cannot be counted")
}
