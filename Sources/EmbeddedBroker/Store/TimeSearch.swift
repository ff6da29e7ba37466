import Foundation
import GRDB

/// Finds offsets by time (ListOffsets).
enum TimeSearch {
    struct Found: Equatable, Sendable {
        let offset: Int64
        let timestamp: Int64
    }

    /// The first record, by offset, whose timestamp is at or after a time.
    ///
    /// - Returns: nil when there is none.
    /// - Complexity: O(log records) searches in an index; more only where records with later timestamps were deleted before.
    static func first(atOrAfter timestamp: Int64, in log: PartitionLog, db: Database) throws -> Found? {
        guard log.newestTimestamp >= timestamp else { return nil }
        let rows = try Row.fetchCursor(
            try db.cachedStatement(
                sql: """
                    SELECT max_timestamp, bytes FROM batch
                    WHERE partition = ? AND last_offset >= ? AND last_offset < ? ORDER BY last_offset
                    """),
            arguments: [log.id.rawValue, try firstOffset(reaching: timestamp, in: log, db: db), log.end])
        while let row = try rows.next() {
            guard try row.decode(atIndex: 0) >= timestamp else { continue }
            let found = try row.withUnsafeData(atIndex: 1) { data in
                data.flatMap { data in
                    data.withUnsafeBytes { RecordScan.firstRecord(in: $0, atOrAfter: timestamp, from: log.start) }
                }
            }
            if let found { return Found(offset: found.offset, timestamp: found.timestamp) }
        }
        return nil
    }

    /// An offset in the first batch up to which some record of the log had reached the time, deleted ones included.
    private static func firstOffset(reaching timestamp: Int64, in log: PartitionLog, db: Database) throws -> Int64 {
        let batch = try db.cachedStatement(
            sql: """
                SELECT newest_timestamp, last_offset FROM batch
                WHERE partition = ? AND last_offset >= ? ORDER BY last_offset LIMIT 1
                """)
        var low = log.start
        var high = log.end
        while low < high {
            let middle = low + (high - low) / 2
            guard let row = try Row.fetchOne(batch, arguments: [log.id.rawValue, middle]) else { return log.end }
            if try row.decode(atIndex: 0) >= timestamp {
                high = middle
            } else {
                low = max(middle, min(high, try row.decode(atIndex: 1))) + 1
            }
        }
        return low
    }

    /// The record with the largest timestamp; of several the first.
    static func newest(in log: PartitionLog, db: Database) throws -> Found? {
        if let found = try first(atOrAfter: log.newestTimestamp, in: log, db: db) { return found }
        // The record that was the newest is deleted.
        let newest = try Int64.fetchOne(
            db,
            sql: "SELECT max(max_timestamp) FROM batch WHERE partition = ? AND last_offset >= ? AND last_offset < ?",
            arguments: [log.id.rawValue, log.start, log.end])
        return try newest.flatMap { try first(atOrAfter: $0, in: log, db: db) }
    }
}
