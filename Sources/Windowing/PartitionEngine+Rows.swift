import AdModel

/// What the engine hands over: rows that changed since they were last taken.
extension PartitionEngine {
    /// Rows of final windows that are new or corrected, each with its newest totals.
    ///
    /// - Returns: ordered by (window start, series); a row a key at most.
    public mutating func takeFinalRows() -> [ResultRow] {
        // Dropped windows are older than every window still held, so the order needs no sorting here.
        var rows = rowsOfDropped
        rowsOfDropped.removeAll()
        for index in windows.indices where windows[index].isFinal && windows[index].hasChanges {
            rows += windows[index].takeChangedRows(partition: partition, epoch: epoch)
        }
        return rows
    }

    /// Running totals of open windows that changed.
    ///
    /// - Returns: ordered by (window start, series); a row a key at most.
    public mutating func takeLiveRows() -> [ResultRow] {
        var rows: [ResultRow] = []
        for index in windows.indices where !windows[index].isFinal && windows[index].hasChanges {
            rows += windows[index].takeChangedRows(partition: partition, epoch: epoch)
        }
        return rows
    }
}
