/// Memory for whole lines of a file, one behind the other; used again for each block of a file.
public struct LineBlock: Sendable {
    private let capacity: Int
    /// Its first `count` bytes are in use.
    private var room: [UInt8]
    private(set) var count = 0

    /// - Parameter capacity: bytes to begin with; it grows to the longest line. By default small enough for a core's own
    ///   cache, together with what is made of it.
    public init(capacity: Int = 1 << 17) {
        self.capacity = capacity
        room = Array(repeating: 0, count: capacity)
    }

    /// Lends the lines with their newlines; the file's last line may have none.
    public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try room.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    /// Gives back what an unusual line has made it grow to.
    mutating func removeAll() {
        count = 0
        if room.count > 4 * capacity { room = Array(repeating: 0, count: capacity) }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        append(room: bytes.count) { room in
            room.copyMemory(from: bytes)
            return bytes.count
        }
    }

    /// - Parameter fill: given at least so much room, says how much of it is in use now.
    mutating func append(room wanted: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) {
        if room.count - count < wanted {
            room.append(contentsOf: repeatElement(0, count: max(wanted, room.count)))
        }
        count += room.withUnsafeMutableBytes { fill(UnsafeMutableRawBufferPointer(rebasing: $0[count...])) }
    }

    /// Moves the bytes behind an index to another block.
    mutating func moveSuffix(from index: Int, to other: inout LineBlock) {
        withBytes { other.append(UnsafeRawBufferPointer(rebasing: $0[index...])) }
        count = index
    }

    mutating func removeFirst(_ removed: Int) {
        room.withUnsafeMutableBytes { room in
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[removed..<count]))
        }
        count -= removed
    }
}
