import GRDB

/// Removes what retention, DeleteRecords and DeleteTopics no longer want, a little at a time.
///
/// A bounded number of batches a transaction, so that producers wait for milliseconds and not for the whole of it.
enum Sweeper {
    private static let batchesAtOnce = 256
    private static let bytesAtOnce = 8 << 20
    /// Free pages that are worth giving back to the file system, and how many at once.
    private static let freePagesKept = 1_024
    private static let freePagesAtOnce = 128

    private struct Head {
        let id: Int64
        let lastOffset: Int64
        let size: Int64
        let appendedAt: Int64
    }

    /// - Returns: whether something is left to do.
    static func step(_ partition: PartitionID, in transaction: inout WriteTransaction) throws -> Bool {
        guard var log = transaction.catalog[partition],
            let settings = transaction.catalog.topics[log.topic]?.settings
        else { return false }
        let now = transaction.now
        let (removed, isAll) = try heads(of: partition, in: transaction) { head in
            let isOld = settings.retentionMilliseconds.map { head.appendedAt < now - $0 } ?? false
            let isTooMuch = settings.retentionBytes.map { log.bytes - head.size >= $0 } ?? false
            guard head.lastOffset < log.start || isOld || isTooMuch else { return false }
            log.bytes -= head.size
            log.start = max(log.start, head.lastOffset + 1)
            return true
        }
        guard !removed.isEmpty else { return false }
        for head in removed { try transaction.run("DELETE FROM batch WHERE id = ?", [head.id]) }
        try transaction.save(log)
        return !isAll
    }

    /// Removes batches of deleted topics.
    ///
    /// - Returns: whether something is left to do.
    static func stepDeleted(in transaction: inout WriteTransaction) throws -> Bool {
        let row = try Row.fetchOne(transaction.db, sql: "SELECT id FROM partition WHERE topic IS NULL LIMIT 1")
        guard let row else { return false }
        let partition = PartitionID(rawValue: try row.decode(atIndex: 0))
        let (heads, _) = try heads(of: partition, in: transaction) { _ in true }
        for head in heads { try transaction.run("DELETE FROM batch WHERE id = ?", [head.id]) }
        if heads.isEmpty { try transaction.run("DELETE FROM partition WHERE id = ?", [partition.rawValue]) }
        return true
    }

    /// Gives free pages back to the file system.
    ///
    /// - Returns: whether something is left to do.
    static func stepFreePages(in transaction: inout WriteTransaction) throws -> Bool {
        let free = try Int.fetchOne(transaction.db, sql: "PRAGMA freelist_count") ?? 0
        guard free > freePagesKept + freePagesAtOnce else { return false }
        // Each step of this statement frees one page.
        let pages = try Row.fetchCursor(transaction.db, sql: "PRAGMA incremental_vacuum(\(freePagesAtOnce))")
        while try pages.next() != nil {}
        return true
    }

    /// The oldest batches of a partition, as long as they are wanted and one transaction takes them.
    ///
    /// - Returns: the batches, and whether all that are wanted are among them.
    private static func heads(
        of partition: PartitionID, in transaction: WriteTransaction, where isWanted: (Head) -> Bool
    ) throws -> (heads: [Head], isAll: Bool) {
        let rows = try Row.fetchCursor(
            try transaction.db.cachedStatement(
                sql: "SELECT id, last_offset, size, appended_at FROM batch WHERE partition = ? ORDER BY last_offset"),
            arguments: [partition.rawValue])
        var heads: [Head] = []
        var bytes: Int64 = 0
        while bytes < bytesAtOnce, heads.count < batchesAtOnce {
            guard let row = try rows.next() else { return (heads, true) }
            let head = Head(
                id: try row.decode(atIndex: 0), lastOffset: try row.decode(atIndex: 1),
                size: Int64(try row.decode(UInt32.self, atIndex: 2)), appendedAt: try row.decode(atIndex: 3))
            guard PartitionLog.offsets.contains(head.lastOffset) else { throw StoreError.fileIsDamaged }
            guard isWanted(head) else { return (heads, true) }
            heads.append(head)
            bytes += head.size
        }
        return (heads, false)
    }
}
