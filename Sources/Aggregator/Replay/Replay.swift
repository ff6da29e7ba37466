import AdCodec
import AdModel
import Topics
import Windowing

/// The engine over a recorded topic, without a broker: every record of every partition, then all windows close.
///
/// - Source: DESIGN §3 (recorded topics), §4 (`replay`), §5.
public struct Replay {
    private let rules: WindowRules
    private let snapshotEvery: Int?
    private let judge = RecordJudge()
    private let recorded = RecordedTopic()
    private var engines: [PartitionEngine] = []
    private var engineOfPartition: [Int32: Int] = [:]
    private var newestRows: [Int32: [RowKey: ResultRow]] = [:]
    public private(set) var tally = RecordTally()

    /// - Parameter snapshotEvery: encode, decode and restore every engine through its rows after so many records; the
    ///   answer is the same, and that is what it is there to show.
    public init(rules: WindowRules, snapshotEvery: Int? = nil) {
        self.rules = rules
        self.snapshotEvery = snapshotEvery
    }

    /// Reads all of `input`.
    ///
    /// - Parameters:
    ///   - input: a file, or `-` for standard input.
    ///   - onProgress: told now and then how many records and bytes have been read.
    /// - Throws: `FileError`; `SnapshotError` when a snapshot does not come back as it was.
    public mutating func read(_ input: String, onProgress: (Int, Int) -> Void) throws {
        var reader = try LineReader(path: input)
        var lineNumber: Int64 = 0
        while try reader.next({ line in try take(line, number: lineNumber) }) {
            lineNumber += 1
            if lineNumber.isMultiple(of: 8192) { onProgress(tally.events, reader.bytesRead) }
        }
    }

    /// Closes all windows.
    ///
    /// - Returns: final rows, ordered by (window start, series, partition).
    public mutating func finish() -> [ResultRow] {
        for index in engines.indices {
            engines[index].closeAll()
            collectRows(of: index)
        }
        return newestRows.values.flatMap(\.values).sorted {
            $0.key == $1.key ? $0.partition < $1.partition : $0.key < $1.key
        }
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer, number: Int64) throws {
        guard let line = recorded.read(bytes) else { return }
        let index = engineIndex(of: line.partition)
        let rejection = judge.apply(
            line.payload, offset: Self.bounded(line.offset ?? number), recordTime: line.timestamp, to: &engines[index])
        tally.count(rejection?.reason)
        if let snapshotEvery, tally.events.isMultiple(of: snapshotEvery) { try restoreAll() }
    }

    /// A file may say what no broker would; such an offset only moves throughOffset.
    private static func bounded(_ offset: Int64) -> Int64 { min(max(offset, 0), Int64.max - 1) }

    private mutating func engineIndex(of partition: Int32) -> Int {
        if let index = engineOfPartition[partition] { return index }
        engines.append(PartitionEngine(partition: partition, rules: rules))
        engineOfPartition[partition] = engines.count - 1
        return engines.count - 1
    }

    private mutating func collectRows(of index: Int) {
        let partition = engines[index].partition
        for row in engines[index].takeFinalRows() { newestRows[partition, default: [:]][row.key] = row }
    }

    private mutating func restoreAll() throws(SnapshotError) {
        for index in engines.indices {
            collectRows(of: index)
            engines[index] = try SnapshotCodec.restored(engines[index])
        }
    }
}
