import Glibc

/// A file or standard input in blocks of whole lines: few system calls, and one copy of each byte.
///
/// Whatever has arrived is handed over once it holds a whole line, so a slow pipe is not waited for. Memory is bounded by
/// the longest line; one of more than `maxLine` bytes is cut and its rest skipped, which makes it what it is: a record
/// over the size limit.
public struct BlockReader: ~Copyable, Sendable {
    /// An envelope's payload of 64 KiB with every byte escaped, its key likewise, and room to spare.
    static let maxLine = 4 << 20
    private static let readSize = 1 << 16
    /// However much room there is: blocks stay small after a long line, too.
    private static let maxReadSize = 1 << 17
    /// `F_SETPIPE_SZ` of Linux, which Swift does not see.
    private static let setPipeSize: Int32 = 1031

    private let descriptor: Int32
    private let path: String
    /// The line that the last block broke off in.
    private var open = LineBlock(capacity: 4096)
    private var isSkipping = false
    private var isAtEnd = false
    public private(set) var bytesRead = 0

    /// - Parameter path: `-` for standard input.
    /// - Throws: `FileError` when the file cannot be opened.
    public init(path: String) throws(FileError) {
        let descriptor = path == "-" ? STDIN_FILENO : Glibc.open(path, O_RDONLY | O_CLOEXEC)
        self.descriptor = descriptor
        self.path = path == "-" ? "standard input" : path
        guard descriptor >= 0 else { throw FileError("read", path, code: errno) }
        // A pipe holds 64 KiB, so a system call brings no more than 260 records; no harm where more is refused.
        _ = fcntl(descriptor, Self.setPipeSize, Int32(1 << 20))
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// Whether reading would not wait, as it never does for a file; what is there may be less than a whole line.
    var hasInput: Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) != 0
    }

    /// Fills `block` with the next whole lines.
    ///
    /// - Returns: false at the end of the input.
    /// - Throws: `FileError` when the file cannot be read.
    public mutating func next(into block: inout LineBlock) throws(FileError) -> Bool {
        block.removeAll()
        open.moveSuffix(from: 0, to: &block)
        var searched = block.count
        while !isAtEnd {
            try fill(&block)
            if isSkipping, !skipRest(of: &block) { continue }
            if let newline = block.withBytes({ $0.lastNewline(from: min(searched, $0.count)) }) {
                block.moveSuffix(from: newline + 1, to: &open)
                return true
            }
            searched = block.count
            if block.count > Self.maxLine {
                isSkipping = true
                return true
            }
        }
        return block.count > 0
    }

    /// Drops what belongs to a line that was cut.
    ///
    /// - Returns: false when its end has not come yet.
    private mutating func skipRest(of block: inout LineBlock) -> Bool {
        let newline = block.withBytes { $0.firstNewline(from: 0) }
        block.removeFirst(newline.map { $0 + 1 } ?? block.count)
        isSkipping = newline == nil
        return newline != nil
    }

    /// Reads once, what is there.
    private mutating func fill(_ block: inout LineBlock) throws(FileError) {
        var got = 0
        let maxRead = Self.maxReadSize
        block.append(room: Self.readSize) { room in
            repeat {
                got = read(descriptor, room.baseAddress, min(room.count, maxRead))
            } while got < 0 && errno == EINTR
            return max(0, got)
        }
        guard got >= 0 else { throw FileError("read", path, code: errno) }
        isAtEnd = got == 0
        bytesRead += got
    }
}
