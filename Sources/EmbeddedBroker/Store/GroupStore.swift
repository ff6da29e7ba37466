import Foundation
import GRDB

/// What of the consumer groups outlives the broker.
enum GroupStore {
    /// A snapshot that cannot be read is left out: its members join again.
    static func snapshots(in db: Database) throws -> [SavedGroup] {
        let decoder = JSONDecoder()
        return try Row.fetchAll(db, sql: "SELECT snapshot, saved_at FROM consumer_group").compactMap { row in
            let text: String = try row.decode(atIndex: 0)
            guard let snapshot = try? decoder.decode(GroupSnapshot.self, from: Data(text.utf8)) else { return nil }
            return SavedGroup(snapshot: snapshot, savedAt: try row.decode(atIndex: 1))
        }
    }
}

struct SavedGroup {
    let snapshot: GroupSnapshot
    /// Milliseconds since 1970.
    let savedAt: Int64

    /// Milliseconds; 0 if the clock was set back since. Saturates: the file may say anything.
    func age(at time: Int64) -> Int64 {
        let (age, overflows) = time.subtractingReportingOverflow(savedAt)
        return overflows ? (savedAt < 0 ? .max : 0) : max(0, age)
    }
}

extension WriteTransaction {
    mutating func save(_ snapshot: GroupSnapshot) throws {
        let text = String(decoding: try JSONEncoder().encode(snapshot), as: UTF8.self)
        try run(
            """
            INSERT INTO consumer_group VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET snapshot = excluded.snapshot, saved_at = excluded.saved_at
            """, [snapshot.groupID, text, now])
    }

    /// - Returns: whether there was such a group, or offsets of it.
    @discardableResult
    mutating func deleteGroup(_ id: String) throws -> Bool {
        try forgetGroup(id)
        var removed = db.changesCount
        try run("DELETE FROM committed_offset WHERE group_id = ?", [id])
        removed += db.changesCount
        return removed > 0
    }

    /// Forgets a group, but not its offsets: they expire by themselves.
    mutating func forgetGroup(_ id: String) throws {
        try run("DELETE FROM consumer_group WHERE id = ?", [id])
    }

    /// Forgets the offsets of groups that are not remembered, a while after they were committed.
    mutating func expireOffsets(committedBefore time: Int64) throws {
        try run(
            """
            DELETE FROM committed_offset
            WHERE committed_at < ? AND group_id NOT IN (SELECT id FROM consumer_group)
            """, [time])
    }
}
