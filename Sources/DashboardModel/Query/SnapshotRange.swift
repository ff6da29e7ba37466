import AdModel

/// Which windows a view shows, in event time.
public enum SnapshotRange: Hashable, Sendable {
    /// So far back from the end of the newest window.
    case last(Lookback)
    /// Everything in history.
    case all
    /// Windows that start at `from` or later, and before `to`.
    case between(from: EventTime, to: EventTime)

    /// The lengths offered.
    public enum Lookback: String, CaseIterable, Hashable, Sendable {
        case fiveMinutes = "5m"
        case quarterHour = "15m"
        case hour = "1h"
        case sixHours = "6h"
        case day = "24h"

        public var span: Milliseconds {
            switch self {
            case .fiveMinutes: .minutes(5)
            case .quarterHour: .minutes(15)
            case .hour: .minutes(60)
            case .sixHours: .minutes(6 * 60)
            case .day: .minutes(24 * 60)
            }
        }
    }

    /// What a page offers at one click.
    public static let offered: [SnapshotRange] = Lookback.allCases.map(SnapshotRange.last) + [.all]
}
