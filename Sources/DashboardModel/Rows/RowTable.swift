import AdModel

/// The read model without its lock: the newest row of each origin, summed by window and series.
///
/// - Source: DESIGN §3, "How to read them".
struct RowTable {
    let limits: RowLimits
    private(set) var windows: [EventTime: WindowSums] = [:]
    private(set) var series = SeriesTable()
    private(set) var newest: Window?
    /// Windows that start before it are gone, and stay gone: a row that comes back would be only part of its window.
    private(set) var floor = EventTime(milliseconds: .min)
    private(set) var rowCount = 0
    /// Start of the oldest window held.
    private(set) var heldFrom: EventTime?
    private(set) var refused = RefusedRows()
    private(set) var feed = RowFeed()

    var clearedAt: EventTime?
    /// Rows of a saved mark that have not been seen again since the restart.
    var awaited: [RowOrigin: HiddenRow] = [:]

    init(limits: RowLimits) {
        self.limits = limits
    }

    /// Takes rows in any order, each as often as it comes.
    ///
    /// - Parameter now: wall clock, only to refuse windows from the future.
    /// - Returns: whether anything visible changed.
    /// - Complexity: O(rows), plus O(windows) whenever a window is newest for the first time.
    mutating func take(_ rows: some Sequence<ResultRow>, now: EventTime) -> Bool {
        var changed = false
        for row in rows where isWelcome(row, now: now) {
            guard take(row) else { continue }
            feed.append(row, readAt: now)
            changed = true
        }
        return changed
    }

    mutating func forgetFeed() { feed.removeAll() }

    /// Calls `change` on every window.
    mutating func changeEachWindow(_ change: (inout WindowSums) -> Void) {
        for start in windows.keys {
            guard var window = windows.removeValue(forKey: start) else { continue }
            change(&window)
            windows[start] = window
        }
    }

    private mutating func isWelcome(_ row: ResultRow, now: EventTime) -> Bool {
        if row.window.start < floor { return false }
        if !RowLimits.admits(row) {
            refused.unbelievable += 1
        } else if row.window.start > now + limits.ahead {
            refused.ahead += 1
        } else {
            return true
        }
        return false
    }

    private mutating func take(_ row: ResultRow) -> Bool {
        var row = row
        guard hasRoom(for: row) else {
            refused.tooMany += 1
            return false
        }
        let index = series.intern(row.series)
        row.series = series.series(at: index)  // shares the text of long names among all rows
        let source = RowSource(series: index, partition: row.partition, epoch: row.epoch)
        var window = windows.removeValue(forKey: row.window.start) ?? WindowSums(window: row.window)
        let isNewSeries = window.sums[index] == nil
        let isNewSource = window.rows[source] == nil
        if isNewSource, !awaited.isEmpty, let part = awaited.removeValue(forKey: row.origin) {
            window.hide(part, of: source)
        }
        let changed = window.take(row, from: source)
        windows[row.window.start] = window
        heldFrom = min(heldFrom ?? row.window.start, row.window.start)
        if isNewSeries { series.retain(index) }
        if isNewSource { rowCount += 1 }
        moveOn(to: row.window)
        return changed
    }

    /// Old windows make room for new ones; a last window that fills the table by itself takes only rows it knows.
    private func hasRoom(for row: ResultRow) -> Bool {
        guard rowCount >= limits.rows, windows.count == 1, let only = windows[row.window.start] else { return true }
        guard let index = series.index(of: row.series) else { return false }
        return only.rows[RowSource(series: index, partition: row.partition, epoch: row.epoch)] != nil
    }

    private mutating func moveOn(to window: Window) {
        if newest.map({ $0.start <= window.start }) ?? true {
            let isLater = newest?.start != window.start
            newest = window
            if isLater { dropWindows(before: window.start - limits.history) }
        }
        while rowCount > limits.rows, windows.count > 1, let oldest = heldFrom {
            refused.historyCut += 1
            dropWindows(before: oldest + Milliseconds(1))
        }
    }

    private mutating func dropWindows(before start: EventTime) {
        guard start > floor else { return }
        floor = start
        // Each new window raises the floor; all windows are looked at only where one of them has to go.
        guard let oldest = heldFrom, oldest < start else { return }
        for old in windows.keys where old < start {
            guard let window = windows.removeValue(forKey: old) else { continue }
            rowCount -= window.rows.count
            for index in window.sums.keys { series.release(index) }
        }
        heldFrom = windows.keys.min()
        awaited = awaited.filter { $0.key.key.windowStart >= start }
    }
}

extension ResultRow {
    var origin: RowOrigin { RowOrigin(key: key, partition: partition, epoch: epoch) }
}
