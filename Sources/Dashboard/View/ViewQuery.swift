import DashboardModel
import Hummingbird

/// The part of a page's address that says what it shows; unknown values fall back to the defaults.
extension SnapshotQuery {
    init(_ request: Request) {
        let parameters = request.uri.queryParameters
        let sort = parameters["sort"].flatMap { SortColumn(rawValue: String($0)) } ?? .spend
        self.init(
            range: parameters["range"].flatMap { SnapshotRange(rawValue: String($0)) } ?? .hour, sort: sort,
            direction: parameters["dir"].flatMap { SortDirection(rawValue: String($0)) })
    }

    /// The address of the page that shows this, without what is default anyway.
    var address: String {
        let usual = SnapshotQuery()
        var parts: [String] = []
        if range != usual.range { parts.append("range=\(range.rawValue)") }
        if sort != usual.sort || direction != usual.direction {
            parts.append("sort=\(sort.rawValue)")
            parts.append("dir=\(direction.rawValue)")
        }
        return parts.isEmpty ? "/" : "/?" + parts.joined(separator: "&")
    }
}

extension SnapshotRange {
    var label: String {
        switch self {
        case .quarterHour: "15 min"
        case .hour: "60 min"
        case .sixHours: "6 h"
        case .day: "24 h"
        case .all: "All"
        }
    }
}
