/// What a page shows. Equal queries share one snapshot.
public struct SnapshotQuery: Hashable, Sendable {
    public var range: SnapshotRange
    public var sort: SortColumn
    public var direction: SortDirection

    public init(
        range: SnapshotRange = .hour, sort: SortColumn = .spend, direction: SortDirection? = nil
    ) {
        self.range = range
        self.sort = sort
        self.direction = direction ?? sort.naturalDirection
    }
}
