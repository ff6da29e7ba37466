import AdModel

/// What a record of `logs` is, judged by its bytes alone.
public enum Verdict: Hashable, Sendable {
    case event(AdEvent)
    case rejected(Rejection)
}
