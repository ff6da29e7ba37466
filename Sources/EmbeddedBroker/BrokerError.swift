import GRDB

/// Why a broker does not start, in one line that says what to do.
public enum BrokerError: Error, Equatable, CustomStringConvertible {
    case folder(path: String, reason: String)
    case folderInUse(path: String, pid: Int32?)
    /// The database is damaged, or cannot be read or written for another reason of SQLite's.
    case database(path: String, reason: String)
    case foreignDatabase(path: String)
    case newerDatabase(path: String, version: Int)
    case address(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .folder(let path, let reason):
            "cannot use the data folder \(path): \(reason). Mend that, or name another folder with --data-dir."
        case .folderInUse(let path, let pid):
            """
            another broker\(pid.map { " (pid \($0))" } ?? "") uses the data folder \(path): stop it, or name another \
            folder with --data-dir.
            """
        case .database(let path, let reason):
            """
            cannot open the database \(path): \(reason). Restore it from a copy, or move the folder away to start with \
            an empty one.
            """
        case .foreignDatabase(let path):
            "\(path) is not a database of this broker. Name another folder with --data-dir."
        case .newerDatabase(let path, let version):
            """
            \(path) was written by a newer AdTally (format \(version), this one knows \(Schema.version)): use that, or \
            another --data-dir.
            """
        case .address(let host, let port, let reason):
            "cannot listen on \(host):\(port): \(reason). Name another address with --bind and --port."
        }
    }
}
