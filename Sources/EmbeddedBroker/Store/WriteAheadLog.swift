import GRDB
import GRDBSQLite
import Synchronization

/// SQLite's write-ahead log. It is checkpointed, that is copied into the database, over a connection of its own.
///
/// SQLite would do it within a commit, and each producer would wait for the disk to have everything: seconds where the
/// disk is busy. Here commits go on meanwhile, at the end of the log. To restart the log, all of it must be checkpointed,
/// and that only the writer can do: seldom, when next to nothing is left.
///
/// In SQLite before 3.51.3 a checkpoint that begins while a commit restarts the log may lose what is committed later
/// (sqlite.org/wal.html#walresetbug). A commit does so only where nothing is left to be checkpointed. So a checkpoint
/// begins only after a transaction that has begun, and written, since the last one ended: its pages are left.
final class WriteAheadLog: Sendable {
    struct Limits: Sendable {
        /// With so many more the log is checkpointed: enough that the same pages are not copied over and over.
        var portionPages = 4_000
        /// The log is to restart: 128 MiB. The writer waits for the disk then, so it should be seldom; a small disk should
        /// have room for it.
        var fullPages = 32_768
        /// Checkpoints have not kept up, and commits wait for them.
        var longestPages: Int { 2 * fullPages }
    }

    private struct Progress {
        /// Of the log, as of the last commit.
        var pages = 0
        var pagesAtCheckpoint = 0
        /// Whether the transaction that runs, or ran last, has written to the log.
        var hasWritten = false
        /// That have ended.
        var checkpoints = 0
        var isCheckpointing = false
        /// Whether the log was full at the last checkpoint: it restarts behind the next.
        var isFull = false

        mutating func end() {
            checkpoints += 1
            isCheckpointing = false
        }
    }

    private let limits: Limits
    private let writer: DatabasePool
    private let connection: DatabaseQueue
    private let progress = Mutex(Progress())

    /// - Parameter writer: closed before this is let go of, since it tells this of its commits.
    init(of writer: DatabasePool, synchronous: BrokerConfiguration.Synchronous, limits: Limits) throws {
        self.limits = limits
        self.writer = writer
        var configuration = Configuration()
        configuration.label = "broker-checkpoints"
        configuration.prepareDatabase { db in try Schema.prepare(db, synchronous) }
        connection = try DatabaseQueue(path: writer.path, configuration: configuration)
        try writer.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_size_limit = \(limits.longestPages * Schema.pageBytes)")
            sqlite3_wal_hook(
                db.sqliteConnection,
                { log, _, _, pages in
                    if let log { Unmanaged<WriteAheadLog>.fromOpaque(log).takeUnretainedValue().written(Int(pages)) }
                    return SQLITE_OK
                }, Unmanaged.passUnretained(self).toOpaque())
        }
    }

    private func written(_ pages: Int) {
        progress.withLock { progress in
            if pages < progress.pages { progress.pagesAtCheckpoint = 0 }
            progress.pages = pages
            progress.hasWritten = true
        }
    }

    /// Runs a transaction on the writer's queue, and checkpoints behind it if that is due.
    ///
    /// Blocks for as long as checkpoints take that have not kept up.
    func transaction(_ body: () throws -> Void) rethrows {
        if progress.withLock({ $0.isCheckpointing && $0.pages > limits.longestPages }) {
            connection.writeWithoutTransaction { _ in }
        }
        let before = progress.withLock { progress in
            progress.hasWritten = false
            return progress.checkpoints
        }
        try body()
        if isDue(since: before) { checkpoint() }
    }

    /// - Parameter before: the checkpoints that had ended when the transaction began.
    private func isDue(since before: Int) -> Bool {
        progress.withLock { progress in
            let isLongEnough = progress.isFull || progress.pages >= progress.pagesAtCheckpoint + limits.portionPages
            guard isLongEnough, progress.hasWritten, !progress.isCheckpointing, progress.checkpoints == before else {
                return false
            }
            progress.isCheckpointing = true
            progress.pagesAtCheckpoint = progress.pages
            return true
        }
    }

    private func checkpoint() {
        connection.asyncWriteWithoutTransaction { [self] db in
            _ = try? db.checkpoint(.passive)
            let isRestart = progress.withLock { progress in
                if progress.isFull { return true }
                progress.isFull = progress.pages > limits.fullPages
                progress.end()
                return false
            }
            if isRestart {
                sync(db)
                restart()
            }
        }
    }

    /// Has the disk write what was copied into the database. SQLite leaves that to the writer if it has committed meanwhile.
    private func sync(_ db: Database) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file
        else { return }
        // What fails here fails again where SQLite does it.
        _ = file.pointee.pMethods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
    }

    /// Checkpoints the rest and waits for readers, which are done in milliseconds: the next commit is written at the log's
    /// beginning. The file keeps its size; to give 128 MiB back takes as long as two hundred commits.
    private func restart() {
        writer.asyncWriteWithoutTransaction { [self] db in
            _ = try? db.checkpoint(.restart)
            progress.withLock { progress in
                progress.isFull = false
                progress.end()
            }
        }
    }

    /// Checkpoints on the writer's queue what readers let it: on a full disk that makes room, as the log holds old forms of
    /// the same pages.
    func makeRoom() {
        writer.asyncWriteWithoutTransaction { [self] db in
            let isFree = progress.withLock { progress in
                defer { progress.isCheckpointing = true }
                return !progress.isCheckpointing
            }
            guard isFree else { return }
            _ = try? db.checkpoint(.passive)
            progress.withLock { $0.end() }
        }
    }

    /// Waits for checkpoints that have begun. Called once, behind the last transaction.
    func close() {
        try? connection.close()
    }
}
