import AdModel

/// An engine's whole state between two records: a watermark and the newest row of every key that it still holds.
///
/// It is made of rows because rows are the checkpoint: what is written to `results` and `results.live` is all that a
/// restart needs.
///
/// - Source: DESIGN §6.
public struct PartitionSnapshot: Hashable, Sendable {
    public let partition: Int32
    public let epoch: Int32
    public let watermark: EventTime?
    /// Windows that end at or before it are dropped; their rows are not here.
    public let droppedThrough: EventTime?
    public let rows: [ResultRow]

    public init(
        partition: Int32, epoch: Int32, watermark: EventTime?, droppedThrough: EventTime? = nil, rows: [ResultRow]
    ) {
        self.partition = partition
        self.epoch = epoch
        self.watermark = watermark
        self.droppedThrough = droppedThrough
        self.rows = rows
    }
}

extension PartitionEngine {
    /// The state as it stands; take and send the changed rows first, a snapshot does not carry that they are due.
    public func snapshot() -> PartitionSnapshot {
        PartitionSnapshot(
            partition: partition, epoch: epoch, watermark: watermark, droppedThrough: droppedThrough,
            rows: windows.flatMap { $0.allRows(partition: partition, epoch: epoch) })
    }

    /// Goes on where a snapshot was taken, or where the newest rows read back from the topics stand.
    ///
    /// A window past the watermark is final where a final row tells that silence had closed it. A final row that
    /// includes records which will come again tells nothing of the kind: those records will close its window again. The
    /// rows do not tell whether a record without a row of its own had closed it; then it is taken for silence, and a key
    /// of that window may get a revision too high. Totals never depend on it.
    ///
    /// - Parameters:
    ///   - snapshot: rows in any order, at most one a key. Rows of windows that the watermark has already left behind
    ///     are ignored; rows of another epoch or partition are the caller's to leave out.
    ///   - nextOffset: where the records go on, after a crash: those from there on may be in the rows already, and are
    ///     not added again (DESIGN §6.3). nil where they go on exactly behind the snapshot, and every one counts.
    public init(restoring snapshot: PartitionSnapshot, rules: WindowRules, nextOffset: Int64?) {
        self.init(partition: snapshot.partition, rules: rules, epoch: snapshot.epoch)
        if let watermark = snapshot.watermark { clock.restore(watermark: watermark) }
        droppedThrough = snapshot.droppedThrough
        let closed = snapshot.rows.lazy.filter { row in
            row.status == .final && nextOffset.map { row.throughOffset <= $0 } ?? true
        }
        if let silentThrough = closed.map(\.window.end).max() { clock.close(through: silentThrough) }
        for row in snapshot.rows where !isLeftBehind(row.window) {
            windows[index(of: row.window)].restore(row, readsAgain: nextOffset != nil)
        }
    }
}
