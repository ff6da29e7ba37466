/// The lines of a file or of standard input, one after the other; see ``BlockReader``.
public struct LineReader: ~Copyable {
    private var reader: BlockReader
    private var block = LineBlock()
    private var position = 0

    public var bytesRead: Int { reader.bytesRead }

    /// - Parameter path: `-` for standard input.
    /// - Throws: `FileError` when the file cannot be opened.
    public init(path: String) throws(FileError) {
        reader = try BlockReader(path: path)
    }

    /// Whether the next line has been read already: asking for it does not wait.
    public var hasLine: Bool { position < block.count }

    /// Whether asking for the next line would wait for input.
    public var isLull: Bool { !hasLine && !reader.hasInput }

    /// Lends the next line, without its newline, to `body`.
    ///
    /// - Returns: false at the end of the input.
    public mutating func next(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        if position >= block.count {
            guard try reader.next(into: &block) else { return false }
            position = 0
        }
        try block.withBytes { bytes in
            let end = bytes.firstNewline(from: position) ?? bytes.count
            let line = UnsafeRawBufferPointer(rebasing: bytes[position..<end])
            position = end + 1
            try body(line)
        }
        return true
    }
}
