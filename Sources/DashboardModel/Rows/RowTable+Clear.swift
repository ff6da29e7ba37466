import AdModel

extension RowTable {
    /// Hides all that is counted so far.
    mutating func clear(now: EventTime) {
        clearedAt = now
        changeEachWindow { $0.hideAll() }
        forgetFeed()
    }

    /// Shows everything again.
    mutating func undoClear() {
        clearedAt = nil
        awaited = [:]
        changeEachWindow { $0.showAll() }
    }

    /// Takes over a mark saved by an earlier run. Rows held already keep what they show, so call it before the first.
    mutating func restore(_ mark: ClearMark) {
        clearedAt = mark.clearedAt
        for row in mark.rows where RowLimits.admits(row.totals) { awaited[row.origin] = row.hidden }
    }

    /// What has to be saved for the mark to outlive this process; nil when nothing is cleared.
    ///
    /// - Complexity: O(rows).
    var mark: ClearMark? {
        guard let clearedAt else { return nil }
        var rows = awaited.map { $0.markRow(hiding: $1) }
        for window in windows.values {
            for (source, hidden) in window.hidden {
                let key = RowKey(windowStart: window.window.start, series: series.series(at: source.series))
                let origin = RowOrigin(key: key, partition: source.partition, epoch: source.epoch)
                rows.append(origin.markRow(hiding: hidden))
            }
        }
        return ClearMark(clearedAt: clearedAt, rows: rows)
    }
}

extension RowOrigin {
    fileprivate func markRow(hiding hidden: HiddenRow) -> ClearMark.Row {
        ClearMark.Row(
            key: key, partition: partition, epoch: epoch, throughOffset: hidden.throughOffset, totals: hidden.totals)
    }
}
