import DashboardModel

/// One choice of the range picker.
struct LinkView: Encodable {
    let label: String
    let href: String
    let isCurrent: Bool

    init(_ range: SnapshotRange, in query: SnapshotQuery) {
        var target = query
        target.range = range
        label = range.label
        href = target.address
        isCurrent = range == query.range
    }
}
