import AdModel
import Windowing

/// Puts a partition's state together from the rows that are read back: pure, rows in, engine out.
///
/// - Source: DESIGN §6.2, §6.3, §6.6.
struct PartitionRestore {
    let plan: RestorePlan
    private let rules: WindowRules
    /// The newest row of each key, by epoch.
    private var newest: [Int32: [RowKey: ResultRow]] = [:]

    init(_ plan: RestorePlan, rules: WindowRules) {
        self.plan = plan
        self.rules = rules
    }

    /// Takes rows in any order, each as often as it comes.
    ///
    /// - Throws: ``WindowSizeError`` for a row of another kind of window.
    mutating func take(_ row: ResultRow) throws(WindowSizeError) {
        guard row.partition == plan.partition else { return }
        let size = Milliseconds(row.window.end.milliseconds - row.window.start.milliseconds)
        guard size == rules.size else {
            throw WindowSizeError(found: size, asked: rules.size, place: "what results[\(row.partition)] holds")
        }
        // A dropped window's rows have done their work.
        if row.epoch <= plan.epoch, let dropped = plan.droppedThrough, row.window.end <= dropped { return }
        if let older = newest[row.epoch]?[row.key], !row.supersedes(older) { return }
        newest[row.epoch, default: [:]][row.key] = row
    }

    /// Whether rows are missing that a checkpoint must have: a watermark comes of an event whose window is still held.
    var lacksRows: Bool {
        plan.reason == nil && plan.watermark != nil && newest[plan.epoch] == nil
            && newest.keys.allSatisfy { $0 < plan.epoch }
    }

    /// - Parameter logs: first offset and next one of the partition of `logs`, asked for after the last row was read:
    ///   every offset that a row names was in the log before.
    func finish(logs: Range<Int64>) -> RestoredPartition {
        let rowsEpoch = newest.keys.max() ?? plan.epoch
        // A recreated log was found by a job that could not commit it: its epoch began at the first record. Without
        // metadata nobody says which epoch the commit is of, so it is taken at its word where the log reaches so far.
        let isForeign = plan.reason == .noMetadata && (plan.committedOffset ?? 0) <= logs.upperBound
        let isCommitted = rowsEpoch <= plan.epoch || isForeign
        let epoch = max(rowsEpoch, plan.epoch)
        let nextOffset = (isCommitted ? plan.nextOffset : nil) ?? logs.lowerBound
        let rows = Array((newest[epoch] ?? [:]).values)
        let committed = isCommitted ? plan.committedOffset ?? 0 : 0
        let known = max(nextOffset, committed, rows.lazy.map(\.throughOffset).max() ?? 0)
        if known > logs.upperBound { return recreated(epoch: epoch + 1, known: known, logs: logs) }
        let start = max(nextOffset, logs.lowerBound)
        let snapshot = PartitionSnapshot(
            partition: plan.partition, epoch: epoch, watermark: isCommitted ? plan.watermark : nil,
            droppedThrough: isCommitted ? plan.droppedThrough : nil, rows: rows)
        // A log that is counted again from its start should have one.
        let first = plan.reason == .rowsGone ? 0 : nextOffset
        return RestoredPartition(
            engine: PartitionEngine(restoring: snapshot, rules: rules, nextOffset: start), nextOffset: start,
            leftover: closedRows(before: epoch), finding: first < start ? .gap(first..<start) : nil,
            plan: plan, rowCount: rows.count)
    }

    private func recreated(epoch: Int32, known: Int64, logs: Range<Int64>) -> RestoredPartition {
        RestoredPartition(
            engine: PartitionEngine(partition: plan.partition, rules: rules, epoch: epoch),
            nextOffset: logs.lowerBound, leftover: closedRows(before: epoch),
            finding: .recreated(end: logs.upperBound, known: known), plan: plan, rowCount: 0)
    }

    /// Nothing will ever come for an older epoch's open windows: their rows become final.
    private func closedRows(before epoch: Int32) -> [ResultRow] {
        newest.filter { $0.key < epoch }.sorted { $0.key < $1.key }.flatMap { old, rows in
            let snapshot = PartitionSnapshot(
                partition: plan.partition, epoch: old, watermark: nil, rows: Array(rows.values))
            var engine = PartitionEngine(restoring: snapshot, rules: rules, nextOffset: nil)
            engine.closeAll()
            return engine.takeFinalRows()
        }
    }
}

/// A partition's state as its rows tell it, and where its records go on.
struct RestoredPartition {
    /// What an operator must hear of.
    enum Finding: Hashable {
        /// The log ends below what is known of it: it is another log, counted anew in an epoch of its own.
        case recreated(end: Int64, known: Int64)
        /// These offsets are no longer in the log, and were not counted.
        case gap(Range<Int64>)
    }

    let engine: PartitionEngine
    let nextOffset: Int64
    /// Last rows of older epochs, due to be sent.
    let leftover: [ResultRow]
    let finding: Finding?
    let plan: RestorePlan
    let rowCount: Int
}
