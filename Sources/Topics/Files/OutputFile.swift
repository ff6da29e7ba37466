import Glibc

/// A file that appears whole or not at all: written beside its place and renamed when it is complete.
///
/// Standard output (no path) and what is not a regular file (a pipe, /dev/null) is written directly.
public struct OutputFile: ~Copyable {
    private static let flushAt = 1 << 20

    private let path: String
    private let writePath: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isFinished = false

    /// - Parameter path: nil or `-` for standard output.
    /// - Throws: `FileError` when the file cannot be made.
    public init(path: String?) throws(FileError) {
        self.path = path.flatMap { $0 == "-" ? nil : $0 } ?? ""
        guard !self.path.isEmpty else {
            writePath = ""
            descriptor = STDOUT_FILENO
            return
        }
        var status = stat()
        let isSpecial = stat(self.path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
        writePath = isSpecial ? self.path : "\(self.path).\(getpid()).partial"
        descriptor = open(writePath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError("write", self.path, code: errno) }
    }

    deinit {
        guard !path.isEmpty, descriptor >= 0 else { return }
        close(descriptor)
        if !isFinished && writePath != path { unlink(writePath) }
    }

    /// Appends what `fill` adds to the buffer.
    ///
    /// - Throws: `FileError`, on a full disk for one.
    public mutating func append(_ fill: (inout [UInt8]) -> Void) throws(FileError) {
        fill(&buffer)
        if buffer.count >= Self.flushAt { try flush() }
    }

    /// Writes the rest and puts the file in its place.
    public mutating func finish() throws(FileError) {
        try flush()
        if writePath != path, rename(writePath, path) != 0 { throw FileError("write", path, code: errno) }
        isFinished = true
    }

    public mutating func flush() throws(FileError) {
        let failure: Int32? = buffer.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count < 0 { return errno }
                rest = rest.dropFirst(count)
            }
            return nil
        }
        buffer.removeAll(keepingCapacity: true)
        if let failure { throw FileError("write", path.isEmpty ? "standard output" : path, code: failure) }
    }
}
