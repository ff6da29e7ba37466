/// Rows the dashboard would not hold, by reason; shown on the page so that nothing is left out silently.
public struct RefusedRows: Hashable, Sendable {
    /// Their window starts too far ahead of the wall clock.
    public var ahead = 0
    /// A count, an amount or a window that no real traffic has.
    public var unbelievable = 0
    /// Windows dropped early because the row limit was reached.
    public var historyCut = 0
    /// One window alone had more rows than the limit.
    public var tooMany = 0

    public init() {}

    public var isEmpty: Bool { self == RefusedRows() }
}
