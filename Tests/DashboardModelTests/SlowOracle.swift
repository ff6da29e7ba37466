import AdModel

@testable import DashboardModel

/// The rules of DESIGN §3 and of the page's periods written the obvious way: look at all rows, every time.
struct SlowOracle {
    private(set) var newestRows: [RowOrigin: ResultRow] = [:]
    /// The newest rows as they were at clearing.
    private var hidden: [RowOrigin: ResultRow] = [:]

    mutating func take(_ row: ResultRow) {
        if let older = newestRows[row.origin], !row.supersedes(older) { return }
        newestRows[row.origin] = row
    }

    mutating func clear() { hidden = newestRows }

    var rows: [ResultRow] { Array(newestRows.values) }

    func totals(in range: SnapshotRange, where isWanted: (ResultRow) -> Bool = { _ in true }) -> Totals {
        guard let span = span(of: range) else { return Totals() }
        return totals(in: span, where: isWanted)
    }

    func totals(in span: Window, where isWanted: (ResultRow) -> Bool = { _ in true }) -> Totals {
        newestRows.reduce(into: Totals()) { sum, entry in
            guard span.start <= entry.value.window.start, entry.value.window.start < span.end,
                isWanted(entry.value)
            else { return }
            sum += visible(entry.value, entry.key)
        }
    }

    func span(of range: SnapshotRange) -> Window? {
        let windows = newestRows.values.map(\.window)
        guard let end = windows.map(\.end).max(), let start = windows.map(\.start).min() else { return nil }
        return switch range {
        case .last(let lookback): Window(start: end - lookback.span, end: end)
        case .all: Window(start: start, end: end)
        case .between(let from, let to): Window(start: from, end: to)
        }
    }

    /// The shown part that counts no more, and the part before; windows are minutes here.
    func periods(of range: SnapshotRange) -> (shown: Window, before: Window)? {
        guard range != .all, let span = span(of: range), let newest = self.span(of: .all) else { return nil }
        let open = Set(newestRows.values.filter { $0.status == .open }.map(\.window.start))
        let held = Set(newestRows.values.map(\.window.start)).filter { span.start <= $0 && $0 < span.end }.sorted()
        var end = min(span.end, newest.end)
        if let first = held.suffix(10).first(where: open.contains) { end = min(end, first) }
        let length = Milliseconds(span.end.milliseconds - span.start.milliseconds)
        let (shown, before) = (
            Window(start: span.start, end: end), Window(start: span.start - length, end: end - length)
        )
        let isCleared = hidden.keys.contains { origin in
            [shown, before].contains { $0.start <= origin.key.windowStart && origin.key.windowStart < $0.end }
        }
        guard end > span.start, before.start >= newest.start, !isCleared else { return nil }
        return (shown, before)
    }

    private func visible(_ row: ResultRow, _ origin: RowOrigin) -> Totals {
        guard let before = hidden[origin] else { return row.totals }
        return row.throughOffset > before.throughOffset ? row.totals - before.totals : Totals()
    }
}
