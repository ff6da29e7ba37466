/// Which end of a column comes first.
public enum SortDirection: String, CaseIterable, Hashable, Sendable {
    case ascending = "asc"
    case descending = "desc"

    public var reversed: SortDirection { self == .ascending ? .descending : .ascending }
}
