import Foundation
import GRDB

/// A group's position in a partition, as its members committed it.
struct CommittedOffset: Equatable, Sendable {
    let topic: String
    let partition: Int32
    let offset: Int64
    let leaderEpoch: Int32
    let metadata: String?
}

extension WriteTransaction {
    mutating func commit(_ committed: CommittedOffset, of group: String) throws {
        try run(
            """
            INSERT INTO committed_offset VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET offset = excluded.offset, leader_epoch = excluded.leader_epoch,
              metadata = excluded.metadata, committed_at = excluded.committed_at
            """,
            [
                group, committed.topic, committed.partition, committed.offset, committed.leaderEpoch,
                committed.metadata.map { Data($0.utf8) }, now,
            ])
    }
}

enum OffsetStore {
    /// Everything that a group committed, by topic and partition.
    static func all(of group: String, in db: Database) throws -> [CommittedOffset] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT topic, partition, offset, leader_epoch, metadata FROM committed_offset
                WHERE group_id = ? ORDER BY topic, partition
                """)
        return try Row.fetchAll(statement, arguments: [group]).map { row in
            CommittedOffset(
                topic: try row.decode(atIndex: 0), partition: try row.decode(atIndex: 1),
                offset: try row.decode(atIndex: 2), leaderEpoch: try row.decode(atIndex: 3),
                // Bytes, because SQLite's text ends at a zero.
                metadata: try row.decode(Data?.self, atIndex: 4).map { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// The groups that have committed something, members or not.
    static func groups(in db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT DISTINCT group_id FROM committed_offset ORDER BY group_id")
    }
}
