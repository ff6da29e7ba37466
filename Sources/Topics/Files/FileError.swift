import Glibc

/// A file that could not be read or written, as one line that says what to do.
public struct FileError: Error, CustomStringConvertible, Hashable, Sendable {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }

    /// - Parameter code: an `errno`.
    init(_ action: String, _ path: String, code: Int32) {
        let hint =
            switch code {
            case ENOENT: "check the path"
            case EACCES, EPERM, EROFS: "check its permissions"
            case EISDIR: "name a file"
            case ENOSPC, EDQUOT: "free some space"
            default: "check the device"
            }
        self.init("cannot \(action) \(path): \(String(cString: strerror(code))); \(hint)")
    }
}
