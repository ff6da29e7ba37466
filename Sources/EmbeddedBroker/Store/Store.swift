import Foundation
import GRDB
import Logging
import Synchronization

/// The broker's database: one writer, some readers, none of which blocks the others (SQLite's write-ahead log).
final class Store: Sendable {
    struct State: Sendable {
        var catalog: Catalog
        var producers: ProducerTable
    }

    private let pool: DatabasePool
    private let wal: WriteAheadLog
    private let folder: DataFolder
    /// As of the last commit. Changed by the writer only.
    private let state: Mutex<State>
    /// Milliseconds since 1970.
    private let now: @Sendable () -> Int64

    let catalog: Catalog
    let clusterID: String

    /// Opens the database, or makes it.
    ///
    /// Blocks for as long as SQLite needs to read what a killed broker left in its log.
    /// - Throws: `BrokerError` in one line that says what to do.
    init(
        folder: DataFolder, synchronous: BrokerConfiguration.Synchronous, defaults: TopicSettings = TopicSettings(),
        wal limits: CheckpointRule.Limits = CheckpointRule.Limits(), logger: Logger,
        now: @escaping @Sendable () -> Int64 = WallClock.now
    ) throws(BrokerError) {
        do {
            pool = try Self.open(folder, synchronous)
            wal = try WriteAheadLog(of: pool, synchronous: synchronous, limits: limits, logger: logger)
            let loaded = try pool.write { db in
                (
                    try Catalog.load(from: db, defaults: defaults), try ProducerTable.load(from: db),
                    try String.fetchOne(db, sql: "SELECT value FROM broker WHERE name = 'cluster'") ?? ""
                )
            }
            catalog = loaded.0
            clusterID = loaded.2
            state = Mutex(State(catalog: loaded.0, producers: loaded.1))
        } catch let error as BrokerError {
            throw error
        } catch {
            throw Self.startError(error, folder)
        }
        self.folder = folder
        self.now = now
    }

    private static func open(
        _ folder: DataFolder, _ synchronous: BrokerConfiguration.Synchronous
    ) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "broker"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            if !db.configuration.readonly {
                // Both take effect in an empty file only.
                try db.execute(sql: "PRAGMA page_size = \(Schema.pageBytes); PRAGMA auto_vacuum = INCREMENTAL")
            }
            try db.execute(sql: "PRAGMA cache_size = -8000")
        }
        let pool = try DatabasePool(path: folder.database, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try Schema.prepare(db, synchronous)
            try checkOrCreate(db, in: folder)
        }
        try folder.rememberDatabase()
        return pool
    }

    private static func checkOrCreate(_ db: Database, in folder: DataFolder) throws {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
        if isEmpty {
            guard !folder.hadDatabase else {
                throw BrokerError.database(path: folder.database, reason: "it is empty or gone, and was not before")
            }
            try db.inTransaction {
                try Schema.create(in: db)
                try db.execute(
                    sql: "INSERT INTO broker VALUES ('cluster', ?), ('next_producer', 0)",
                    arguments: [UUID().uuidString])
                return .commit
            }
        } else if application != Schema.applicationID {
            throw BrokerError.foreignDatabase(path: folder.database)
        } else if version > Schema.version {
            throw BrokerError.newerDatabase(path: folder.database, version: version)
        }
    }

    /// Something to be written; returns what is to be called when it is committed.
    typealias Write = @Sendable (inout WriteTransaction) throws -> (@Sendable () -> Void)

    /// Runs everything that waits as one transaction on the writer's own queue.
    ///
    /// - Parameter done: called on that queue with the new state, or with what went wrong; nothing was kept then.
    func commit(
        _ bodies: [Write],
        done: @escaping @Sendable (Result<CommittedState, StoreError>) -> Void
    ) {
        pool.asyncWriteWithoutTransaction { [self] db in
            do {
                done(.success(try commit(bodies, in: db)))
            } catch {
                done(.failure(StoreError(error)))
            }
        }
    }

    private func commit(_ bodies: [Write], in db: Database) throws -> CommittedState {
        let before = state.withLock { $0 }
        var transaction = WriteTransaction(
            db: db, now: now(), catalog: before.catalog, producers: before.producers)
        var answers: [@Sendable () -> Void] = []
        try wal.transaction {
            try db.inTransaction(.immediate) {
                for body in bodies { answers.append(try body(&transaction)) }
                return .commit
            }
        }
        let committed = transaction
        state.withLock { $0 = State(catalog: committed.catalog, producers: committed.producers) }
        return CommittedState(catalog: committed.catalog, appended: committed.appended, answers: answers)
    }

    /// Reads what is committed, on a queue of the database's.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value,
        done: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        pool.asyncRead { database in
            do {
                let db = try database.get()
                done(.success(try body(db)))
            } catch {
                done(.failure(StoreError(error)))
            }
        }
    }

    /// Reads while the broker starts, before there is anybody to wait for it.
    func readNow<Value>(_ body: (Database) throws -> Value) throws(BrokerError) -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw Self.startError(error, folder)
        }
    }

    private static func startError(_ error: any Error, _ folder: DataFolder) -> BrokerError {
        let failure = StoreError(error)
        if failure.isOutsideTheFile { return .folder(path: folder.path, reason: failure.description) }
        return .database(path: folder.database, reason: failure.description)
    }

    /// Has SQLite's log checkpointed, which makes room on a full disk.
    func makeRoom() {
        wal.makeRoom()
    }

    /// Waits for what was begun, checkpoints the log and lets the folder go. Must be called once, after the last use.
    func close() {
        // Behind the last transaction, which may begin a checkpoint.
        pool.writeWithoutTransaction { _ in }
        wal.close()
        try? pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try? pool.close()
        folder.release()
    }
}

/// What a commit changed.
struct CommittedState: Sendable {
    let catalog: Catalog
    /// Bytes appended to each partition.
    let appended: [PartitionID: Int]
    /// To be called on the event loop, in this order.
    let answers: [@Sendable () -> Void]
}

enum WallClock {
    /// Milliseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
