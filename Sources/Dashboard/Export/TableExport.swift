import AdModel
import DashboardModel

/// The table as it is shown, with all of its pages and every decimal.
struct TableExport {
    let snapshot: Snapshot

    init(_ query: SnapshotQuery, from store: RowStore) {
        var query = query
        query.table = .wholeTable(like: query.table)
        snapshot = store.snapshot(query)
    }

    /// `adtally-campaign-20261121T1405-20261121T1505`
    var fileName: String {
        let times = snapshot.span.map { [$0.start, $0.end] } ?? []
        let parts = times.map { TimeText.input($0).filter { $0 != "-" && $0 != ":" } }
        return (["adtally", snapshot.query.table.grouping.rawValue] + parts).joined(separator: "-")
    }

    /// One row of the file.
    func values(of row: TableRow) -> [ExactDecimal?] {
        let figures = Metric.allCases.map { ExactDecimal($0, of: row.totals) }
        guard snapshot.query.comparesPeriods else { return figures }
        let changes = Metric.allCases.map { metric in
            row.compared.flatMap { Change(of: metric, from: $0.before, to: $0.shown) }.map { ExactDecimal($0.percent) }
        }
        return figures + changes
    }

    /// Names of ``values(of:)``.
    var valueNames: [String] {
        let names = Metric.allCases.map(\.rawValue)
        return snapshot.query.comparesPeriods ? names + names.map { $0 + "ChangePercent" } : names
    }
}
