import Glibc

/// The lines of a file or of standard input, read in large blocks.
///
/// Memory is bounded by the longest line; a line beyond `maxLine` bytes is handed over cut, which makes it what it
/// is: a record over the size limit.
public struct LineReader: ~Copyable {
    /// An envelope's payload of 64 KiB with every byte escaped, its key likewise, and room to spare.
    static let maxLine = 4 << 20
    private static let block = 1 << 20

    private let descriptor: Int32
    private let path: String
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * block, alignment: 64)
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    public private(set) var bytesRead = 0

    /// - Parameter path: `-` for standard input.
    /// - Throws: `FileError` when the file cannot be opened.
    public init(path: String) throws(FileError) {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        self.descriptor = descriptor
        self.path = path == "-" ? "standard input" : path
        guard descriptor >= 0 else { throw FileError("read", path, code: errno) }
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
        buffer.deallocate()
    }

    /// Lends the next line, without its newline, to `body`.
    ///
    /// - Returns: false at the end of the input.
    public mutating func next(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        var searched = start
        while true {
            if let newline = newline(from: searched) {
                let line = UnsafeRawBufferPointer(rebasing: buffer[start..<newline])
                start = newline + 1
                try body(line)
                return true
            }
            searched = end
            if isAtEnd { return try lastLine(body) }
            if end - start > Self.maxLine { return try cutLine(body) }
            searched -= start  // filling moves the open line to the front
            try fill()
        }
    }

    private func newline(from index: Int) -> Int? {
        guard index < end, let base = buffer.baseAddress else { return nil }
        guard let found = memchr(base + index, 0x0A, end - index) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private mutating func lastLine(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        guard start < end else { return false }
        let line = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        start = end
        try body(line)
        return true
    }

    /// Hands over the head of an endless line and skips its rest, block by block.
    private mutating func cutLine(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        try body(UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        while !isAtEnd {
            start = 0
            end = 0
            try fill()
            guard let newline = newline(from: 0) else { continue }
            start = newline + 1
            return true
        }
        start = end
        return true
    }

    /// Moves the open line to the front and reads a block behind it.
    private mutating func fill() throws(FileError) {
        if start > 0, let base = buffer.baseAddress {
            memmove(base, base + start, end - start)
            end -= start
            start = 0
        }
        if buffer.count - end < Self.block { grow() }
        guard let base = buffer.baseAddress else { return }
        var got: Int
        repeat { got = read(descriptor, base + end, Self.block) } while got < 0 && errno == EINTR
        guard got >= 0 else { throw FileError("read", path, code: errno) }
        isAtEnd = got == 0
        end += got
        bytesRead += got
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<end]))
        buffer.deallocate()
        buffer = larger
    }
}
