import AdModel

@testable import DashboardModel

/// The rule of DESIGN §3 written the obvious way: look at all rows, every time.
struct SlowOracle {
    var rows: [ResultRow] = []
    /// The newest rows as they were at clearing.
    var hidden: [RowOrigin: ResultRow] = [:]

    var newestRows: [RowOrigin: ResultRow] {
        rows.reduce(into: [:]) { newest, row in
            if let older = newest[row.origin], !row.supersedes(older) { return }
            newest[row.origin] = row
        }
    }

    mutating func clear() { hidden = newestRows }

    func totals(in range: SnapshotRange, where isWanted: (ResultRow) -> Bool = { _ in true }) -> Totals {
        let newest = newestRows
        guard let end = newest.values.map(\.window.end).max() else { return Totals() }
        let from = range.span.map { end - $0 } ?? EventTime(milliseconds: .min)
        return newest.reduce(into: Totals()) { sum, entry in
            guard entry.value.window.start >= from, isWanted(entry.value) else { return }
            sum += visible(entry.value, entry.key)
        }
    }

    private func visible(_ row: ResultRow, _ origin: RowOrigin) -> Totals {
        guard let before = hidden[origin] else { return row.totals }
        return row.throughOffset > before.throughOffset ? row.totals - before.totals : Totals()
    }
}
