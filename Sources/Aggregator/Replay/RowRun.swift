import AdCodec
import AdModel
import Topics

/// The rows of one partition in their order: first those in the file, then those in memory.
///
/// A row is two lengths, the key that orders it among other partitions' rows, and its line.
struct RowRun {
    private var bytes: [UInt8] = []
    private var extents: [Range<Int>] = []
    /// While it is read: what of `bytes` is unread, and how much of a file it reads at a time.
    private var position = 0
    private var chunk = 0
    /// Rows in memory that come behind those of the file.
    private var tail: [UInt8] = []

    private static let headerSize = 8

    /// - Returns: the bytes that it takes.
    mutating func append(_ row: ResultRow) -> Int {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.headerSize))
        RowSortKey.append(row, to: &bytes)
        let keyEnd = bytes.count
        ResultRowEncoder.append(row, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        let (keyLength, lineLength) = (keyEnd - start - Self.headerSize, bytes.count - keyEnd)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: UInt32(keyLength), toByteOffset: start, as: UInt32.self)
            bytes.storeBytes(of: UInt32(lineLength), toByteOffset: start + 4, as: UInt32.self)
        }
        return bytes.count - start
    }

    mutating func spill(to file: inout SpillFile) throws(FileError) {
        guard !bytes.isEmpty else { return }
        extents.append(try file.append(bytes))
        // With its memory: the next one to be long may be another run.
        bytes = []
    }

    /// Goes to the first row; nothing is appended from here on.
    ///
    /// - Parameter chunk: bytes to read at a time.
    mutating func begin(_ chunk: Int, from file: borrowing SpillFile) throws(FileError) {
        self.chunk = chunk
        extents.reverse()
        tail = bytes
        bytes = []
        _ = try fill(from: file)
    }

    /// Goes to the next row.
    ///
    /// - Returns: false when there is none.
    mutating func advance(from file: borrowing SpillFile) throws(FileError) -> Bool {
        position += rowLength
        return try fill(from: file)
    }

    /// Whether the row that it is at comes before the other's; both are at one.
    func precedes(_ other: RowRun) -> Bool {
        withKey { own in other.withKey { compareBytes(own, $0) < 0 } }
    }

    /// Lends the line of the row that it is at.
    func withLine(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try bytes.withUnsafeBytes { bytes in
            let start = position + Self.headerSize + length(at: 0)
            try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length(at: 4)]))
        }
    }

    private func withKey<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        bytes.withUnsafeBytes { bytes in
            let start = position + Self.headerSize
            return body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length(at: 0)]))
        }
    }

    private var rowLength: Int { Self.headerSize + length(at: 0) + length(at: 4) }

    private func length(at offset: Int) -> Int {
        bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: position + offset, as: UInt32.self)) }
    }

    /// Makes sure that a whole row is in `bytes`.
    ///
    /// - Returns: false when there is none any more.
    private mutating func fill(from file: borrowing SpillFile) throws(FileError) -> Bool {
        while bytes.count - position < Self.headerSize || bytes.count - position < rowLength {
            bytes.removeFirst(position)
            position = 0
            if let extent = extents.popLast() {
                let part = extent.prefix(chunk)
                if part.count < extent.count { extents.append(part.endIndex..<extent.endIndex) }
                try file.read(part.startIndex..<part.endIndex, onto: &bytes)
            } else if !tail.isEmpty {
                bytes += tail
                tail = []
            } else {
                return false
            }
        }
        return true
    }
}
