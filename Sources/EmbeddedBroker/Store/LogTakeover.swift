import GRDB
import Synchronization

/// Takes SQLite's log over into the database now and then, over a connection of its own.
///
/// SQLite would do it within a commit, and each producer would wait for the disk to have everything: seconds where the
/// disk is busy. Here commits go on meanwhile, at the end of the log. For the log to begin anew all of it must be taken
/// over, and that only the writer can do: seldom, when little is left.
final class LogTakeover: Sendable {
    private struct Progress {
        var pages = 0
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

    /// Told of each commit; begins when the log has grown enough since the last time, or is full.
    ///
    /// - Parameters:
    ///   - pages: about as many as the commit has written.
    ///   - isFull: whether the log should begin anew.
    ///   - beginAnew: has the writer do that, and calls back.
    func committed(
        pages: Int, isFull: Bool, beginAnew: @escaping @Sendable (_ done: @escaping @Sendable () -> Void) -> Void
    ) {
        let isDue = progress.withLock { progress in
            progress.pages += pages
            guard isFull || progress.pages >= Schema.pagesInLog, !progress.isRunning else { return false }
            progress = Progress(isRunning: true)
            return true
        }
        guard isDue else { return }
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
