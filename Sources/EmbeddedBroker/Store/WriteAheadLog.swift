import GRDB
import GRDBSQLite
import Logging
import Synchronization

/// SQLite's write-ahead log. It is checkpointed over a connection of its own.
///
/// SQLite would do it within a commit, and each producer would wait for the disk to have everything: seconds where the
/// disk is busy. Here commits go on meanwhile, at the end of the log. While they do, only the writer can copy the last of
/// it, so that it restarts from its beginning: seldom, when little is left. `CheckpointRule` says when.
final class WriteAheadLog: Sendable {
    private let writer: DatabasePool
    private let connection: DatabaseQueue
    private let rule: Mutex<CheckpointRule>
    private let logger: Logger
    private let refusals = Mutex(Refusals())

    /// - Parameter writer: closed before this is let go of, since it tells this of its commits.
    init(
        of writer: DatabasePool, synchronous: BrokerConfiguration.Synchronous, limits: CheckpointRule.Limits,
        logger: Logger
    ) throws {
        self.writer = writer
        self.logger = logger
        rule = Mutex(CheckpointRule(limits))
        var configuration = Configuration()
        configuration.label = "broker-checkpoints"
        configuration.prepareDatabase { db in try Schema.prepare(db, synchronous) }
        connection = try DatabaseQueue(path: writer.path, configuration: configuration)
        try writer.writeWithoutTransaction { db in
            // A file that became longer gives the rest back when the log restarts.
            try db.execute(sql: "PRAGMA journal_size_limit = \(limits.longestPages * Schema.pageBytes)")
            sqlite3_wal_hook(
                db.sqliteConnection,
                { log, _, _, pages in
                    if let log {
                        let log = Unmanaged<WriteAheadLog>.fromOpaque(log).takeUnretainedValue()
                        log.rule.withLock { $0.committed(pages: Int(pages)) }
                    }
                    return SQLITE_OK
                }, Unmanaged.passUnretained(self).toOpaque())
        }
    }

    /// Runs a transaction on the writer's queue, and begins a checkpoint behind it if that is due.
    ///
    /// Blocks first for as long as checkpoints take that have not kept up.
    func transaction(_ body: () throws -> Void) rethrows {
        if rule.withLock({ $0.holdsCommits }) { connection.writeWithoutTransaction { _ in } }
        rule.withLock { $0.transactionBegins() }
        try body()
        if rule.withLock({ $0.transactionEnded() }) { checkpoint() }
    }

    private func checkpoint() {
        connection.asyncWriteWithoutTransaction { [self] db in
            var hasSucceeded = copy(db, .passive)
            if hasSucceeded, rule.withLock({ $0.isFull }) { hasSucceeded = sync(db) }
            if rule.withLock({ $0.copied(hasSucceeded) }) == .restart { restart() }
        }
    }

    /// Copies the rest and waits for readers, which are done in milliseconds; the next commit is written at the log's
    /// beginning then. The file keeps its size: to give 128 MiB back takes as long as two hundred commits.
    private func restart() {
        writer.asyncWriteWithoutTransaction { [self] db in
            copy(db, .restart)
            rule.withLock { $0.restarted() }
        }
    }

    /// Checkpoints on the writer's queue what readers let it: on a full disk that makes room, as the log holds old forms of
    /// the same pages.
    func makeRoom() {
        writer.asyncWriteWithoutTransaction { [self] db in
            guard rule.withLock({ $0.beginsOnWriter() }) else { return }
            copy(db, .passive)
            rule.withLock { $0.end() }
        }
    }

    @discardableResult
    private func copy(_ db: Database, _ mode: Database.CheckpointMode) -> Bool {
        do {
            try db.checkpoint(mode)
            _ = refusals.withLock { $0.isOver(at: .now()) }
            return true
        } catch {
            complain(error)
            return false
        }
    }

    /// Has the disk write what was copied into the database. SQLite leaves that to the writer if it has committed meanwhile.
    private func sync(_ db: Database) -> Bool {
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file
        else { return false }
        let code = file.pointee.pMethods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
        guard code != SQLITE_OK else { return true }
        complain(DatabaseError(resultCode: ResultCode(rawValue: code)))
        return false
    }

    /// A log that is being read is no failure: there is a next time.
    private func complain(_ error: any Error) {
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_BUSY { return }
        let reason = StoreError(error).description
        guard refusals.withLock({ $0.isNews(reason, at: .now()) }) else { return }
        logger.error(
            """
            cannot copy SQLite's log into the database: \(reason). Acknowledged records stay in the log, which grows \
            until the disk is mended.
            """)
    }

    /// Waits for checkpoints that have begun. Called once, behind the last transaction.
    func close() {
        try? connection.close()
    }
}
