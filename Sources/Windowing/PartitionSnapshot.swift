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
    public let rows: [ResultRow]

    public init(partition: Int32, epoch: Int32, watermark: EventTime?, rows: [ResultRow]) {
        self.partition = partition
        self.epoch = epoch
        self.watermark = watermark
        self.rows = rows
    }
}

extension PartitionEngine {
    /// The state as it stands; take and send the changed rows first, a snapshot does not carry that they are due.
    public func snapshot() -> PartitionSnapshot {
        PartitionSnapshot(
            partition: partition, epoch: epoch, watermark: watermark,
            rows: windows.flatMap { $0.allRows(partition: partition, epoch: epoch) })
    }

    /// Goes on where a snapshot was taken, or where the newest rows read back from the topics stand.
    ///
    /// - Parameters:
    ///   - snapshot: rows in any order, at most one a key. Rows of windows that the watermark has already left behind
    ///     are ignored; rows of another epoch or partition are the caller's to leave out.
    ///   - readsAgain: true where the records that follow may be in the rows already (after a crash, DESIGN §6.3);
    ///     false where they go on exactly behind the snapshot, and every one of them counts.
    public init(restoring snapshot: PartitionSnapshot, rules: WindowRules, readsAgain: Bool) {
        self.init(partition: snapshot.partition, rules: rules, epoch: snapshot.epoch)
        if let watermark = snapshot.watermark { clock.restore(watermark: watermark) }
        // A final row past the watermark tells that silence had closed its window.
        let finalEnds = snapshot.rows.lazy.filter { $0.status == .final }.map(\.window.end)
        if let silentThrough = finalEnds.max() { clock.close(through: silentThrough) }
        for row in snapshot.rows where !isLeftBehind(row.window) {
            windows[index(of: row.window)].restore(row, readsAgain: readsAgain)
        }
    }

    private func isLeftBehind(_ window: Window) -> Bool {
        watermark.map { window.end + rules.lateness <= $0 } ?? false
    }
}
