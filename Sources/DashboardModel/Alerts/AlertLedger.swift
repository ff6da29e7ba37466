import AdModel

/// Sums by window and filter, kept beside the store, so that an evaluation looks only at windows that changed.
///
/// It is brought up to date under the store's lock, and read without it.
public struct AlertLedger: Sendable {
    /// A window's sums, as of one version of it.
    struct Slice: Sendable {
        let version: UInt64
        let window: Window
        let isOpen: Bool
        let total: Totals
        /// Of the filters that admit something in it; empty beyond ``reach``.
        var parts: [Part]
    }

    struct Part: Sendable {
        let filter: Int
        var totals: Totals
    }

    let filters: AlertFilterTable
    /// Event time behind the newest window for which sums by filter are kept.
    let reach: Milliseconds
    var slices: [EventTime: Slice] = [:]
    var newest: Window?
    /// Start of the oldest window that the table would still take.
    var floor = EventTime(milliseconds: .min)
    /// Nothing has left the table or ``reach`` since what did was forgotten.
    var isTidy = true
    /// Wall clock of "clear data".
    public internal(set) var clearedAt: EventTime?
    /// The filters of each series, by its index; valid for one version of the series' table.
    var memberships: [[Int]?] = []
    var seriesVersion: UInt64 = 0

    /// - Parameter rules: twice the longest span of these is kept by filter.
    public init(rules: [AlertRule]) {
        filters = AlertFilterTable(rules.lazy.filter(\.isEnabled).map(\.filter))
        reach = Milliseconds(2 * (rules.lazy.map(\.span.count).max() ?? 0)) + Self.margin
    }

    /// For windows that are still open, and the length of one.
    private static let margin = Milliseconds.minutes(60)

    /// Start of the oldest window held whose data is shown in full; nil: none.
    var knownFrom: EventTime? {
        guard let oldest = slices.keys.min() else { return nil }
        return clearedAt.map { max($0, oldest) } ?? oldest
    }
}
