import GRDB
import GRDBSQLite
import Synchronization

/// Takes SQLite's log over into the database now and then, over a connection of its own.
///
/// SQLite would do it within a commit, and each producer would wait for the disk to have everything: seconds where the
/// disk is busy. Here commits go on meanwhile, at the end of the log. For the log to begin anew all of it must be taken
/// over, and that only the writer can do: seldom, when little is left.
final class LogTakeover: Sendable {
    /// Enough pages that the same ones are not written over and over.
    private static let pagesAtOnce = 4_000
    /// With so many pages the log is to begin anew: 128 MiB. The writer waits for the disk then, so it should be seldom; a
    /// small disk should have room for it.
    private static let fullLog = 32_768
    /// With so many, readers or a full disk have kept it from that for too long.
    private static let largestLog = 2 * fullLog
    /// A log that was longer gives the rest of its file back when it begins anew.
    static let keptLog = fullLog + fullLog / 4

    private struct Progress {
        /// Pages of the log as of the last commit.
        var pages = 0
        /// As of the last time that some were taken over.
        var lookedAt = 0
        var isRunning = false
    }

    private let connection: DatabaseQueue
    private let progress = Mutex(Progress())

    init(path: String, synchronous: BrokerConfiguration.Synchronous) throws {
        var configuration = Configuration()
        configuration.label = "broker-log"
        configuration.prepareDatabase { db in try Schema.prepare(db, synchronous) }
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Has the writer's connection tell how long the log is after each commit. Must outlive the connection.
    func watch(_ writer: Database) {
        sqlite3_wal_hook(
            writer.sqliteConnection,
            { takeover, _, _, pages in
                if let takeover {
                    Unmanaged<LogTakeover>.fromOpaque(takeover).takeUnretainedValue().committed(pages: Int(pages))
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func committed(pages: Int) {
        progress.withLock { progress in
            progress.pages = pages
            if pages < progress.lookedAt { progress.lookedAt = 0 }
        }
    }

    /// Whether the writer should wait for the log to begin anew before it commits again.
    var isOverfull: Bool { progress.withLock { $0.pages > Self.largestLog } }

    /// Begins when the log has grown enough since the last time, or is full. Called after each commit.
    ///
    /// - Parameter beginAnew: has the writer begin the log anew, and calls back.
    func run(beginAnew: @escaping @Sendable (_ done: @escaping @Sendable () -> Void) -> Void) {
        let isFull: Bool? = progress.withLock { progress in
            let isFull = progress.pages > Self.fullLog
            let isDue = isFull || progress.pages >= progress.lookedAt + Self.pagesAtOnce
            guard isDue, !progress.isRunning else { return nil }
            progress.isRunning = true
            progress.lookedAt = progress.pages
            return isFull
        }
        guard let isFull else { return }
        connection.asyncWriteWithoutTransaction { [self] db in
            let done = { @Sendable [self] in progress.withLock { $0.isRunning = false } }
            _ = try? db.checkpoint(.passive)
            guard isFull else { return done() }
            // Once more: what came meanwhile is less, so that next to nothing is left for the writer.
            _ = try? db.checkpoint(.passive)
            beginAnew(done)
        }
    }

    func close() {
        try? connection.close()
    }
}
