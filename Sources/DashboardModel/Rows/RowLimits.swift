import AdModel

/// What the dashboard is willing to hold; everything past it is refused and counted, never a crash.
///
/// The largest count and amount are chosen so that no sum over ``rows`` rows, nor a ratio made from one, can
/// overflow: 2e6 × 1e12 fits Int64, and 2e6 × 1e21 micros × 1e9 (the scale of a CPM) fits Int128.
public struct RowLimits: Sendable {
    /// Event time kept behind the newest window's start.
    public var history: Milliseconds
    /// Rows held at most; beyond it the oldest windows go first.
    public var rows: Int
    /// How far a window may start ahead of the wall clock: one wrong clock must not push all history out.
    public var ahead: Milliseconds

    public init(
        history: Milliseconds = .minutes(24 * 60), rows: Int = 500_000, ahead: Milliseconds = .minutes(60)
    ) {
        self.history = min(max(history, .minutes(1)), Self.longestHistory)
        self.rows = min(rows, 2_000_000)
        self.ahead = ahead
    }

    private static let longestHistory = Milliseconds.minutes(100 * 366 * 24 * 60)
    /// A wider one would push all others out of every range.
    private static let largestWindow = Milliseconds.minutes(24 * 60)
    static let largestCount: Int64 = 1_000_000_000_000
    static let largestAmount = Micros(1_000_000_000_000_000_000_000)

    /// Whether the window and every figure of the row are ones that real traffic could have.
    static func admits(_ row: ResultRow) -> Bool {
        admits(row.totals) && row.window.start < row.window.end && EventTime.earliest <= row.window.start
            && row.window.end <= EventTime.limit && row.window.end <= row.window.start + largestWindow
    }

    static func admits(_ totals: Totals) -> Bool {
        let amounts = Micros.zero...largestAmount
        return EventType.allCases.allSatisfy { (0...largestCount).contains(totals[$0]) }
            && amounts.contains(totals.spend) && amounts.contains(totals.revenue)
    }
}
