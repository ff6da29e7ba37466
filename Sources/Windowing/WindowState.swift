import AdModel

/// The running totals of one window: a cell a series, and which cells have changed since rows were last taken.
///
/// An open window can become final; a final one stays final until the engine drops it. Each cell remembers in which
/// emission its newest row was taken, so that whoever sends rows knows how far back the newest ones reach.
struct WindowState {
    let window: Window
    private(set) var isFinal: Bool
    /// The numbers of the series are the indices of their cells.
    private var series: SeriesTable
    private var cells: [Cell] = []
    private var changed: [Int] = []
    private var emissions = EmissionCounts()

    /// - Parameter expectedSeries: how many to make room for; the windows of one partition are much alike.
    init(_ window: Window, isFinal: Bool, expectedSeries: Int) {
        self.window = window
        self.isFinal = isFinal
        series = SeriesTable(capacity: expectedSeries)
        cells.reserveCapacity(expectedSeries)
    }

    var hasChanges: Bool { !changed.isEmpty }
    var seriesCount: Int { cells.count }

    /// Adds one event, unless its cell was restored from a row that already includes this offset.
    ///
    /// - Complexity: O(1) expected.
    mutating func count(_ event: EventView, offset: Int64) {
        let index = cell(for: event.series)
        guard cells[index].count(event, offset: offset, isFinal: isFinal) else { return }
        markChanged(index)
    }

    /// Every cell's row becomes final and is due to be sent: with revision 1, or as it was final before a restore.
    mutating func makeFinal() {
        guard !isFinal else { return }
        isFinal = true
        markAllChanged()
    }

    /// Every cell's row is due to be sent.
    mutating func markAllChanged() {
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
        let index = row.series.withView { cell(for: $0) }
        cells[index].restore(row, readsAgain: readsAgain)
        if isFinal != (row.status == .final) { markChanged(index) }
    }

    /// The oldest emission that took the newest row of one of the cells; nil without cells.
    var oldestEmission: UInt64? { emissions.oldest }

    /// The rows that changed since the last call, ordered by series.
    ///
    /// - Complexity: O(n log n) for n rows that changed, however many there are.
    mutating func takeChangedRows(partition: Int32, epoch: Int32, emission: UInt64) -> [ResultRow] {
        for index in changed {
            cells[index].hasChanged = false
            guard cells[index].emission != emission else { continue }
            emissions.add(emission)
            emissions.remove(cells[index].emission)
            cells[index].emission = emission
        }
        series.sort(&changed)
        let rows = changed.map { row($0, partition: partition, epoch: epoch) }
        changed.removeAll(keepingCapacity: true)
        return rows
    }

    /// Every row, ordered by series.
    func allRows(partition: Int32, epoch: Int32) -> [ResultRow] {
        var numbers = Array(cells.indices)
        series.sort(&numbers)
        return numbers.map { row($0, partition: partition, epoch: epoch) }
    }

    private mutating func cell(for name: SeriesView) -> Int {
        let index = series.number(of: name)
        if index == cells.count {
            cells.append(Cell())
            emissions.add(0)
        }
        return index
    }

    @inline(__always)
    private mutating func markChanged(_ index: Int) {
        // Nearly always it has, since the last rows were taken.
        guard !cells[index].hasChanged else { return }
        cells[index].hasChanged = true
        changed.append(index)
    }

    private func row(_ index: Int, partition: Int32, epoch: Int32) -> ResultRow {
        ResultRow(
            window: window, series: series.withView(of: index) { Series($0) }, partition: partition,
            totals: cells[index].totals, status: isFinal ? .final : .open,
            revision: isFinal ? cells[index].revision : 0, epoch: epoch, throughOffset: cells[index].throughOffset)
    }
}
