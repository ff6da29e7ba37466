import AdModel

/// How far back from the end of the newest window a view looks, in event time.
public enum SnapshotRange: String, CaseIterable, Hashable, Sendable {
    case quarterHour = "15m"
    case hour = "1h"
    case sixHours = "6h"
    case day = "24h"
    case all

    /// Nil: everything in history.
    public var span: Milliseconds? {
        switch self {
        case .quarterHour: .minutes(15)
        case .hour: .minutes(60)
        case .sixHours: .minutes(6 * 60)
        case .day: .minutes(24 * 60)
        case .all: nil
        }
    }
}
