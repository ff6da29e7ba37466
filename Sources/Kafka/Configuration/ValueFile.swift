#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file that holds the value of one property, as Docker, Kubernetes and systemd hand secrets to a service.
struct ValueFile {
    /// A bundle of all public certificate authorities has a quarter of this.
    static let largest = 1 << 20

    /// Why a file cannot be used; what to put after its name.
    struct Fault: Error {
        let description: String
    }

    let path: String

    /// For messages. What is not surely a path may be the secret itself, given by mistake: base64 has slashes, too.
    var shownPath: String { isSurelyPath ? path : "the file that it names" }

    /// It lies in a folder that is there. The root is not enough: one word in 64 of base64 begins with a slash.
    private var isSurelyPath: Bool {
        guard path.hasPrefix("/"), path.utf8.count < 256, !path.contains(where: \.isWhitespace) else { return false }
        let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        var status = stat()
        return !folder.allSatisfy { $0 == "/" } && stat(String(folder), &status) == 0
            && status.st_mode & S_IFMT == S_IFDIR
    }

    /// One line break at the end is dropped: editors and `echo` put it there.
    func read() throws(Fault) -> String {
        var bytes = try contents()
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast(bytes.dropLast().last == UInt8(ascii: "\r") ? 2 : 1) }
        guard !bytes.isEmpty else { throw Fault(description: "is empty; write the value into it") }
        // A C string would end there, and a shorter password be used.
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(description: "is not text in UTF-8; write the value into it as it is")
        }
        return text
    }

    private func contents() throws(Fault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = block.withUnsafeMutableBytes { Self.read(descriptor, $0) }
            guard count >= 0 else { throw Self.unreadable }
            guard count > 0 else { return bytes }
            bytes += block[..<count]
            guard bytes.count <= Self.largest else {
                throw Fault(description: "is larger than 1 MiB; is it the right one?")
            }
        }
    }

    private static func read(_ descriptor: Int32, _ block: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, block.baseAddress, block.count)
            #else
                let count = Glibc.read(descriptor, block.baseAddress, block.count)
            #endif
            guard count < 0, errno == EINTR else { return count }
        }
    }

    private static var unreadable: Fault {
        Fault(description: "cannot be read: \(String(cString: strerror(errno))); check path and permissions")
    }
}
