/// Whether a service does its work, and if not, why: one line for the person who asks.
public enum Readiness: Hashable, Sendable, CustomStringConvertible {
    case ready
    case notReady(String)

    public var isReady: Bool { self == .ready }

    public var description: String {
        switch self {
        case .ready: "ready"
        case .notReady(let reason): reason
        }
    }
}
