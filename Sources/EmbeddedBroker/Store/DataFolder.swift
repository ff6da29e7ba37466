import Foundation

/// The broker's folder, held by a lock so that two brokers never write one database.
///
/// The lock is the kernel's: it ends with the process, however that ends.
final class DataFolder: Sendable {
    let path: String
    private let lock: Int32

    var database: String { path + "/broker.sqlite" }

    /// Makes the folder where it is missing.
    ///
    /// - Throws: `BrokerError` when it cannot be made or written, or another broker has it.
    init(path: String) throws(BrokerError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .folder(path: path, reason: Self.text(of: error))
        }
        let file = path + "/lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .folder(path: path, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            close(descriptor)
            throw .folderInUse(path: path, pid: Int32(owner.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        self.path = path
        lock = descriptor
        // For the message above only; a full disk must not keep a broker from starting.
        if ftruncate(descriptor, 0) == 0 {
            let pid = "\(getpid())\n"
            _ = pid.withCString { write(descriptor, $0, strlen($0)) }
        }
    }

    private static func text(of error: any Error) -> String {
        guard let cause = (error as? CocoaError)?.underlying as? POSIXError else { return "\(error)" }
        return cause.code == .EEXIST ? "it is a file, not a folder" : String(cString: strerror(cause.code.rawValue))
    }

    /// Whether a database was made in this folder before. An empty or missing one is then not a new beginning, but lost.
    var hadDatabase: Bool { FileManager.default.fileExists(atPath: marker) }

    private var marker: String { path + "/adtally-broker" }

    func rememberDatabase() throws(BrokerError) {
        guard !hadDatabase else { return }
        let text = Data("This folder holds the topics of an AdTally broker. Delete all of it, or nothing.\n".utf8)
        guard FileManager.default.createFile(atPath: marker, contents: text) else {
            throw .folder(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// Must be called once, after the database is closed.
    func release() {
        close(lock)
    }
}
