import AdCodec
import AdModel
import Topics

/// Final rows on their way to the output: a run a partition, each in order, merged at the end.
///
/// A partition's windows are dropped one after the other, so its rows come in order, and no row comes twice. Which
/// partitions there are is known only at the end of the input; until then rows wait as bytes, in memory and beyond a
/// limit in a temporary file. So memory does not grow with the number of rows.
struct RowRuns: ~Copyable, Sendable {
    private let memoryLimit: Int
    private var runs: [RowRun] = []
    private var runOfPartition: [Int32: Int] = [:]
    private var bytesInMemory = 0
    private var file = SpillFile()
    private var count = 0

    /// - Parameter memoryLimit: bytes of all rows that wait in memory.
    init(memoryLimit: Int = 32 << 20) {
        self.memoryLimit = memoryLimit
    }

    /// - Parameter rows: of one partition, behind those that it had before.
    /// - Throws: `FileError` when the temporary file finds no room.
    mutating func append(_ rows: [ResultRow]) throws(FileError) {
        guard let partition = rows.first?.partition else { return }
        let index = runIndex(of: partition)
        for row in rows {
            bytesInMemory += runs[index].append(row)
            if bytesInMemory >= memoryLimit { try spill() }
        }
        count += rows.count
    }

    /// Hands over the rows of all partitions in order.
    ///
    /// - Parameter write: given a row's line.
    /// - Returns: how many.
    mutating func merge(_ write: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        let chunk = max(1024, memoryLimit / 4 / max(1, runs.count))
        for index in runs.indices { try runs[index].begin(chunk, from: file) }
        // The run whose row is next stands last.
        var order = runs.indices.sorted { runs[$1].precedes(runs[$0]) }
        while let index = order.popLast() {
            try runs[index].withLine(write)
            guard try runs[index].advance(from: file) else { continue }
            order.insert(index, at: place(of: index, in: order))
        }
        return count
    }

    private func place(of index: Int, in order: [Int]) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[index].precedes(runs[order[middle]]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func runIndex(of partition: Int32) -> Int {
        if let index = runOfPartition[partition] { return index }
        runOfPartition[partition] = runs.count
        runs.append(RowRun())
        return runs.count - 1
    }

    private mutating func spill() throws(FileError) {
        for index in runs.indices { try runs[index].spill(to: &file) }
        bytesInMemory = 0
    }
}
