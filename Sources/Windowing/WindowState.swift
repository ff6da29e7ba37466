import AdModel

/// The running totals of one window: a cell a series, and which cells have changed since rows were last taken.
///
/// An open window can become final; a final one stays final until the engine drops it. Each cell remembers in which
/// emission its newest row was taken, so that whoever sends rows knows how far back the newest ones reach.
struct WindowState {
    let window: Window
    private(set) var isFinal: Bool
    private var cells: [Cell] = []
    private var cellOfSeries: [Series: Int] = [:]
    private var changed: [Int] = []

    private struct Cell {
        let series: Series
        var totals = Totals()
        /// That of its final row; an open row shows 0.
        var revision: Int64 = 1
        var throughOffset: Int64 = 0
        /// Records below this offset are in the restored totals already.
        var restoredThrough: Int64 = 0
        var hasChanged = false
        /// The emission that took its newest row; 0: it was restored from a row.
        var emission: UInt64 = 0
    }

    init(_ window: Window, isFinal: Bool) {
        self.window = window
        self.isFinal = isFinal
    }

    var hasChanges: Bool { !changed.isEmpty }
    var seriesCount: Int { cells.count }

    /// Adds one event, unless its cell was restored from a row that already includes this offset.
    mutating func count(_ event: AdEvent, offset: Int64) {
        let index = cell(for: event.series)
        guard offset >= cells[index].restoredThrough else { return }
        cells[index].totals.add(event.type, value: event.value)
        cells[index].throughOffset = max(cells[index].throughOffset, offset + 1)
        if isFinal { cells[index].revision += 1 }
        markChanged(index)
    }

    /// Every cell's row becomes final and is due to be sent: with revision 1, or as it was final before a restore.
    mutating func makeFinal() {
        guard !isFinal else { return }
        isFinal = true
        for index in cells.indices { markChanged(index) }
    }

    /// Takes over a row's totals, as the newest known of its key.
    ///
    /// A row of the other status than the window's is due to be sent again: as final where its window is final by now,
    /// as open where the records that made it final will come again, so that each key of an open window has a row in
    /// the topic of open rows.
    ///
    /// - Parameter readsAgain: records that the row includes will come again, and are not added twice.
    mutating func restore(_ row: ResultRow, readsAgain: Bool) {
        let index = cell(for: row.series)
        cells[index].totals = row.totals
        cells[index].throughOffset = row.throughOffset
        cells[index].restoredThrough = readsAgain ? row.throughOffset : 0
        let wasFinal = row.status == .final
        if wasFinal { cells[index].revision = row.revision }
        if isFinal != wasFinal { markChanged(index) }
    }

    /// The oldest emission that took the newest row of one of the cells; nil without cells.
    var oldestEmission: UInt64? { cells.lazy.map(\.emission).min() }

    /// The rows that changed since the last call, ordered by series.
    mutating func takeChangedRows(partition: Int32, epoch: Int32, emission: UInt64) -> [ResultRow] {
        for index in changed {
            cells[index].hasChanged = false
            cells[index].emission = emission
        }
        let rows = changed.map { row(cells[$0], partition: partition, epoch: epoch) }
        changed.removeAll(keepingCapacity: true)
        return rows.sorted { $0.series < $1.series }
    }

    /// Every row, ordered by series.
    func allRows(partition: Int32, epoch: Int32) -> [ResultRow] {
        cells.map { row($0, partition: partition, epoch: epoch) }.sorted { $0.series < $1.series }
    }

    private mutating func cell(for series: Series) -> Int {
        if let index = cellOfSeries[series] { return index }
        let index = cells.count
        cells.append(Cell(series: series))
        cellOfSeries[series] = index
        return index
    }

    private mutating func markChanged(_ index: Int) {
        guard !cells[index].hasChanged else { return }
        cells[index].hasChanged = true
        changed.append(index)
    }

    private func row(_ cell: Cell, partition: Int32, epoch: Int32) -> ResultRow {
        ResultRow(
            window: window, series: cell.series, partition: partition, totals: cell.totals,
            status: isFinal ? .final : .open, revision: isFinal ? cell.revision : 0, epoch: epoch,
            throughOffset: cell.throughOffset)
    }
}
