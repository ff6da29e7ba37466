import DashboardModel

/// One of several choices.
struct LinkView: Encodable {
    let label: String
    let href: String
    let isCurrent: Bool

    init(label: String, href: String, isCurrent: Bool) {
        self.label = label
        self.href = href
        self.isCurrent = isCurrent
    }

    init(_ range: SnapshotRange, in query: SnapshotQuery) {
        self.init(range.label, isCurrent: range == query.range, in: query) { $0.range = range }
    }

    init(_ grouping: TableGrouping, in query: SnapshotQuery) {
        self.init(grouping.title, isCurrent: grouping == query.table.grouping, in: query) {
            $0.table.grouping = grouping
        }
    }

    init(pageSize: Int, in query: SnapshotQuery) {
        self.init("\(pageSize)", isCurrent: pageSize == query.table.pageSize, in: query) {
            $0.table.pageSize = pageSize
        }
    }

    /// Any change but that of a page begins at the first page again.
    private init(
        _ label: String, isCurrent: Bool, in query: SnapshotQuery, change: (inout SnapshotQuery) -> Void
    ) {
        var target = query
        target.table.page = 0
        change(&target)
        self.label = label
        self.isCurrent = isCurrent
        href = target.address
    }
}

extension SnapshotRange {
    var label: String {
        switch self {
        case .last(.fiveMinutes): "5 min"
        case .last(.quarterHour): "15 min"
        case .last(.hour): "60 min"
        case .last(.sixHours): "6 h"
        case .last(.day): "24 h"
        case .all: "All"
        case .between(let from, let to): "\(TimeText.dayAndMinute(from)) – \(TimeText.dayAndMinute(to))"
        }
    }
}
