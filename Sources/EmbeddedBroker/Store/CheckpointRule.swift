/// When SQLite's log is checkpointed (copied into the database), and when it restarts from its beginning. Pure.
///
/// In SQLite before 3.51.3 a checkpoint that begins while a commit restarts the log may lose what is committed later
/// (sqlite.org/wal.html#walresetbug). A commit does so only where nothing is left to be copied. So a checkpoint begins
/// only behind a transaction that began, and wrote, since the last one ended: its pages are left until this one ends.
struct CheckpointRule: Sendable {
    struct Limits: Sendable {
        /// With so many more a checkpoint begins: enough that the same pages are not copied over and over.
        var portionPages = 4_000
        /// The log is to restart: 128 MiB. The writer waits for the disk then, so it should be seldom; a small disk should
        /// have room for it.
        var fullPages = 32_768
        /// More are not left to the writer then: one checkpoint after the other makes them fewer first.
        var restPages: Int { portionPages / 4 }
        /// Checkpoints do not keep up: the log restarts whatever is left, and commits wait for it.
        var longestPages: Int { 2 * fullPages }
    }

    enum Next {
        case nothing, restart
    }

    private let limits: Limits
    /// Of the log, as of the last commit.
    private var pages = 0
    private var pagesAtCheckpoint = 0
    private var full: Int
    private var isCheckpointing = false
    /// The transaction that runs, or ran last, and a checkpoint since it began.
    private var hasWritten = false
    private var hasEnded = false

    init(_ limits: Limits) {
        self.limits = limits
        full = limits.fullPages
    }

    var isFull: Bool { pages > full }
    /// Whether the next transaction is to wait until the checkpoint is over.
    var holdsCommits: Bool { isCheckpointing && pages > limits.longestPages }

    mutating func transactionBegins() {
        hasWritten = false
        hasEnded = false
    }

    /// - Parameter pages: in the log, with those of the transaction that has just committed.
    mutating func committed(pages: Int) {
        if pages < self.pages {
            pagesAtCheckpoint = 0
            full = limits.fullPages
        }
        self.pages = pages
        hasWritten = true
    }

    /// - Returns: whether a checkpoint begins.
    mutating func transactionEnded() -> Bool {
        let isDue = isFull || pages >= pagesAtCheckpoint + limits.portionPages
        guard isDue, hasWritten, !hasEnded, !isCheckpointing else { return false }
        pagesAtCheckpoint = pages
        isCheckpointing = true
        return true
    }

    /// The log was copied as it was when the checkpoint began, or later; or the disk refused.
    ///
    /// - Returns: what the checkpoint goes on with; it has ended where that is nothing.
    mutating func copied(_ hasSucceeded: Bool) -> Next {
        let isLittleLeft = pages - pagesAtCheckpoint <= limits.restPages
        if hasSucceeded, isFull, isLittleLeft || pages > limits.longestPages { return .restart }
        end()
        return .nothing
    }

    /// The writer has copied the rest. Where readers kept the log from a restart, it is tried again a portion later.
    mutating func restarted() {
        full = max(limits.fullPages, pages + limits.portionPages)
        end()
    }

    /// - Returns: whether the writer may copy the log itself; `end()` must follow then.
    mutating func beginsOnWriter() -> Bool {
        guard !isCheckpointing else { return false }
        isCheckpointing = true
        return true
    }

    mutating func end() {
        hasEnded = true
        isCheckpointing = false
    }
}
