import Glibc
import Topics

/// A temporary file without a name, made when it is first needed and gone with the process.
struct SpillFile: ~Copyable, Sendable {
    private var descriptor: Int32 = -1
    private var size = 0
    /// Where such files go; /tmp may be memory.
    private static var folder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp" }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Returns: where the bytes stand now.
    /// - Throws: `FileError` when there is no room for them.
    mutating func append(_ bytes: [UInt8]) throws(FileError) -> Range<Int> {
        if descriptor < 0 { try open() }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                bytes.baseAddress.map { write(descriptor, $0 + written, bytes.count - written) } ?? 0
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write", errno) }
            written += count
        }
        defer { size += bytes.count }
        return size..<size + bytes.count
    }

    func read(_ range: Range<Int>, onto bytes: inout [UInt8]) throws(FileError) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: range.count))
        var got = 0
        while got < range.count {
            let count = bytes.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { pread(descriptor, $0 + start + got, range.count - got, range.lowerBound + got) }
                    ?? 0
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("read", count < 0 ? errno : EIO) }
            got += count
        }
    }

    private mutating func open() throws(FileError) {
        var template = Array("\(Self.folder)/adtally-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure("make", errno) }
        unlink(template)
    }

    private static func failure(_ action: String, _ code: Int32) -> FileError {
        FileError(
            """
            cannot \(action) a temporary file in \(folder): \(String(cString: strerror(code))); free some space, or name \
            another folder in TMPDIR
            """)
    }
}
