import AdModel

/// What the read model took in so far, and how much it holds.
public struct StoreFigures: Hashable, Sendable {
    /// Rows read from the topics, repeated and refused ones included.
    public let rowsRead: Int
    /// Records of the results topics that are no rows.
    public let rowsUnreadable: Int
    public let refused: RefusedRows
    public let rowsHeld: Int
    public let windows: Int
    /// Combinations of organization, campaign and channel in those windows.
    public let series: Int
    public let newestWindow: Window?
    public let ingest: IngestState
}

extension RowTable {
    /// - Complexity: O(1).
    func figures(rowsRead: Int, rowsUnreadable: Int, ingest: IngestState) -> StoreFigures {
        StoreFigures(
            rowsRead: rowsRead, rowsUnreadable: rowsUnreadable, refused: refused, rowsHeld: rowCount,
            windows: windows.count, series: series.count, newestWindow: newest, ingest: ingest)
    }
}
