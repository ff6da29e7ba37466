import AdCodec
import AdModel
import Windowing

/// What a replay has counted so far: an engine a partition, and the rows of the windows that they have dropped.
///
/// Records are counted in the order of the input, whoever has decoded them.
struct ReplayState: ~Copyable, Sendable {
    private let rules: WindowRules
    private let snapshotEvery: Int?
    private var engines: [PartitionEngine] = []
    private var engineOfPartition: [Int32: Int] = [:]
    private var firstLine: Int64 = 0
    private var rows: RowRuns
    private(set) var tally = RecordTally()

    /// - Parameter snapshotEvery: encode, decode and restore every engine through its rows after so many records.
    init(rules: WindowRules, snapshotEvery: Int?) {
        self.rules = rules
        self.snapshotEvery = snapshotEvery
        rows = RowRuns()
    }

    /// Counts the records of the block that follows the one before.
    ///
    /// - Throws: `FileError` when rows find no room; `SnapshotError`.
    mutating func count(_ block: ReplayBlock) throws {
        let records = block.records
        var next = 0
        while next < records.count {
            let untilSnapshot = snapshotEvery.map { $0 - tally.events % $0 } ?? .max
            let end = next + min(untilSnapshot, records.count - next)
            count(records, next..<end)
            next = end
            if let snapshotEvery, tally.events.isMultiple(of: snapshotEvery) { try restoreAll() }
        }
        firstLine += Int64(block.lineCount)
        try collectRows()
    }

    /// Closes all windows.
    ///
    /// - Parameter write: given each final row as JSON, a line each, ordered by (window start, series, partition).
    /// - Returns: how many rows.
    mutating func finish(_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        for index in engines.indices {
            engines[index].closeAll()
            try rows.append(engines[index].takeFinalRows())
        }
        return try rows.merge(write)
    }

    /// Counts them by runs of one partition, so that its engine is looked up once for all of a run.
    private mutating func count(_ records: [RecordedEvent], _ range: Range<Int>) {
        var accepted = 0
        var next = range.lowerBound
        while next < range.upperBound {
            let partition = records[next].partition
            let engine = engineIndex(of: partition)
            repeat {
                if let reason = Self.count(records[next], firstLine: firstLine, by: &engines[engine]) {
                    tally.count(reason)
                } else {
                    accepted += 1
                }
                next += 1
            } while next < range.upperBound && records[next].partition == partition
        }
        tally.count(accepted: accepted)
    }

    /// - Returns: nil when the event was counted.
    @inline(__always)
    private static func count(
        _ record: RecordedEvent, firstLine: Int64, by engine: inout PartitionEngine
    ) -> RejectReason? {
        switch record.event {
        case .failure(let fault): return fault.reason
        case .success(let event):
            let offset = bounded(record.offset ?? firstLine + Int64(record.line))
            return engine.apply(event, offset: offset, recordTime: record.timestamp).reason
        }
    }

    /// A file may say what no broker would; such an offset only moves throughOffset.
    private static func bounded(_ offset: Int64) -> Int64 { min(max(offset, 0), Int64.max - 1) }

    private mutating func engineIndex(of partition: Int32) -> Int {
        if let index = engineOfPartition[partition] { return index }
        engines.append(PartitionEngine(partition: partition, rules: rules))
        engineOfPartition[partition] = engines.count - 1
        return engines.count - 1
    }

    private mutating func collectRows() throws {
        for index in engines.indices { try rows.append(engines[index].takeDroppedRows()) }
    }

    private mutating func restoreAll() throws {
        try collectRows()
        for index in engines.indices { engines[index] = try SnapshotCodec.restored(engines[index]) }
    }
}

extension PartitionEngine.Outcome {
    var reason: RejectReason? {
        switch self {
        case .counted: nil
        case .future: .future
        case .late: .late
        }
    }
}
