import AdModel

/// Where a row comes from within its window: rows of equal source replace one another, others are added up.
struct RowSource: Hashable {
    let series: SeriesIndex
    let partition: Int32
    let epoch: Int32
}

/// What "clear data" hides of one row: everything below `throughOffset`.
struct HiddenRow: Hashable {
    let throughOffset: Int64
    let totals: Totals
    /// Of events counted after the window was final; 0 where a mark of an earlier run does not say.
    var lateEvents: Int64 = 0
}

/// One window: the newest row of each source, and the visible sums that follow from them.
///
/// Sums are kept by difference, so that taking a row costs O(1) and a query never looks at rows.
struct WindowSums {
    var window: Window
    private(set) var rows: [RowSource: ResultRow] = [:]
    private(set) var hidden: [RowSource: HiddenRow] = [:]
    private(set) var sums: [SeriesIndex: Totals] = [:]
    private(set) var total = Totals.zero
    /// Events counted after the window became final, where there were any.
    private(set) var lateEvents: [SeriesIndex: Int64] = [:]
    /// Grows with every change of the sums or of ``isOpen``, so that a copy of them knows whether it is old.
    private(set) var version: UInt64 = 0
    /// How many rows of a series are running totals, where any is.
    private var openRows: [SeriesIndex: Int64] = [:]

    init(window: Window) {
        self.window = window
    }

    /// Partial: at least one of its rows is a running total.
    var isOpen: Bool { !openRows.isEmpty }

    /// The same of the series that a mask admits.
    func isOpen(admitting mask: SeriesMask) -> Bool { openRows.keys.contains(where: mask.admits) }

    /// Part of what was counted is cleared.
    var hidesRows: Bool { !hidden.isEmpty }

    /// Takes a row unless a newer one of its source is held.
    ///
    /// - Returns: whether anything changed.
    mutating func take(_ row: ResultRow, from source: RowSource) -> Bool {
        let older = rows[source]
        if let older, row == older || !row.supersedes(older) { return false }
        window = row.window
        version += 1
        replace(older, by: row, from: source)
        return true
    }

    /// Hides all that is counted so far; what is counted from here on shows.
    mutating func hideAll() {
        version += 1
        for (source, row) in rows {
            hidden[source] = HiddenRow(
                throughOffset: row.throughOffset, totals: row.totals, lateEvents: row.lateEvents)
        }
        for series in sums.keys { sums[series] = .zero }
        total = .zero
        lateEvents = [:]
    }

    mutating func showAll() {
        version += 1
        hidden = [:]
        for series in sums.keys { sums[series] = .zero }
        total = .zero
        lateEvents = [:]
        for (source, row) in rows {
            add(row.totals, to: source.series)
            lateEvents.add(row.lateEvents, to: source.series)
        }
    }

    /// Hides part of a source that has no row yet, as a mark saved by an earlier run says.
    mutating func hide(_ part: HiddenRow, of source: RowSource) {
        if rows[source] == nil { hidden[source] = part }
    }

    private mutating func replace(_ older: ResultRow?, by row: ResultRow, from source: RowSource) {
        var change = visible(row, from: source)
        var lateChange = visibleLate(row, from: source)
        if let older {
            change -= visible(older, from: source)
            lateChange -= visibleLate(older, from: source)
        }
        add(change, to: source.series)
        lateEvents.add(lateChange, to: source.series)
        openRows.add((row.status == .open ? 1 : 0) - (older?.status == .open ? 1 : 0), to: source.series)
        rows[source] = row
    }

    private func visible(_ row: ResultRow, from source: RowSource) -> Totals {
        guard let hidden = hidden[source] else { return row.totals }
        return row.throughOffset <= hidden.throughOffset ? .zero : row.totals - hidden.totals
    }

    private func visibleLate(_ row: ResultRow, from source: RowSource) -> Int64 {
        guard let hidden = hidden[source] else { return row.lateEvents }
        return row.throughOffset <= hidden.throughOffset ? 0 : max(0, row.lateEvents - hidden.lateEvents)
    }

    private mutating func add(_ change: Totals, to series: SeriesIndex) {
        sums[series, default: .zero] += change
        total += change
    }
}

extension ResultRow {
    /// Events counted for its key since its window became final; no more than any sum of them can hold.
    fileprivate var lateEvents: Int64 { min(max(0, revision - 1), RowLimits.largestCount) }
}

extension [SeriesIndex: Int64] {
    /// A count of 0 is not kept.
    fileprivate mutating func add(_ change: Int64, to series: SeriesIndex) {
        guard change != 0 else { return }
        let count = self[series, default: 0] + change
        self[series] = count == 0 ? nil : count
    }
}
