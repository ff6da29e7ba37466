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
    /// The engine of the last record: records of one partition come in runs.
    private var latest = 0
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
        for record in block.records { try count(record) }
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

    private mutating func count(_ record: RecordedEvent) throws {
        if !isOfLatest(record) { latest = engineIndex(of: record.partition) }
        switch record.event {
        case .failure(let fault): tally.count(fault.reason)
        case .success(let event):
            let offset = Self.bounded(record.offset ?? firstLine + Int64(record.line))
            tally.count(engines[latest].apply(event, offset: offset, recordTime: record.timestamp).reason)
        }
        if let snapshotEvery, tally.events.isMultiple(of: snapshotEvery) { try restoreAll() }
    }

    private func isOfLatest(_ record: RecordedEvent) -> Bool {
        latest < engines.count && engines[latest].partition == record.partition
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
