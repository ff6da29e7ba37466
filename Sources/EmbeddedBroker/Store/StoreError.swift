import GRDB

/// A transaction that the disk refused. Nothing of it was kept.
struct StoreError: Error, CustomStringConvertible {
    let description: String
    /// The disk or the folder's rights, not the file: it needs no mending.
    let isOutsideTheFile: Bool

    init(_ error: any Error) {
        if let error = error as? DatabaseError {
            description = Self.text(of: error)
            isOutsideTheFile = [.SQLITE_FULL, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM].contains(
                error.resultCode)
        } else {
            // A value that the schema does not allow.
            description = error is RowDecodingError ? Self.damaged : "\(error)"
            isOutsideTheFile = false
        }
    }

    /// What is read is not what can have been written.
    static let fileIsDamaged = StoreError(description: damaged)
    private static let damaged = "the file is damaged"

    private init(description: String) {
        self.description = description
        isOutsideTheFile = false
    }

    static func text(of error: DatabaseError) -> String {
        switch error.resultCode {
        case .SQLITE_FULL: "the disk is full"
        case .SQLITE_READONLY: "the file or its folder is read-only"
        case .SQLITE_CANTOPEN: "the file cannot be opened or made"
        case .SQLITE_CORRUPT: damaged
        case .SQLITE_NOTADB: "the file is damaged, or no SQLite database"
        case .SQLITE_IOERR: "the disk reports an error (\(error.message ?? "input/output"))"
        default: error.message ?? "SQLite error \(error.resultCode.rawValue)"
        }
    }
}
