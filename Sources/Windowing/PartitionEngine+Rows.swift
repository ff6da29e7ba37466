import AdModel

/// What the engine hands over: rows that changed since they were last taken.
extension PartitionEngine {
    /// Rows of final windows that are new or corrected, each with its newest totals.
    ///
    /// - Parameter emission: the caller's number for what it takes now; must not fall from call to call, and is more
    ///   than 0 where ``oldestEmission(of:)`` matters.
    /// - Returns: ordered by (window start, series); a row a key at most.
    public mutating func takeFinalRows(emission: UInt64 = 0) -> [ResultRow] {
        // Dropped windows are older than every window still held, so the order needs no sorting here.
        var rows = rowsOfDropped
        rowsOfDropped.removeAll()
        for index in windows.indices where windows[index].isFinal && windows[index].hasChanges {
            rows += windows[index].takeChangedRows(partition: partition, epoch: epoch, emission: emission)
        }
        return rows
    }

    /// Rows of windows that were dropped with changes nobody has taken: the last word on their keys.
    ///
    /// Whoever takes no other rows before ``closeAll()`` gets each key once, in order.
    ///
    /// - Returns: ordered by (window start, series).
    public mutating func takeDroppedRows() -> [ResultRow] {
        guard !rowsOfDropped.isEmpty else { return [] }
        defer { rowsOfDropped = [] }
        return rowsOfDropped
    }

    /// The row of every key held is due, as if nobody had taken any.
    public mutating func markAllChanged() {
        for index in windows.indices { windows[index].markAllChanged() }
    }

    /// Running totals of open windows that changed.
    ///
    /// - Parameter emission: as for ``takeFinalRows(emission:)``.
    /// - Returns: ordered by (window start, series); a row a key at most.
    public mutating func takeLiveRows(emission: UInt64 = 0) -> [ResultRow] {
        var rows: [ResultRow] = []
        for index in windows.indices where !windows[index].isFinal && windows[index].hasChanges {
            rows += windows[index].takeChangedRows(partition: partition, epoch: epoch, emission: emission)
        }
        return rows
    }

    /// The oldest emission that holds the newest row of a key in one of the windows still held.
    ///
    /// - Parameter status: of the windows: open, or final.
    /// - Returns: 0 where a row from before a restore is still the newest one; nil where there is no such window.
    /// - Complexity: O(windows held).
    public func oldestEmission(of status: RowStatus) -> UInt64? {
        windows.lazy.filter { $0.isFinal == (status == .final) }.compactMap(\.oldestEmission).min()
    }
}
