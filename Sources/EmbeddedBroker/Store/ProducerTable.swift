import GRDB

/// The idempotent producers of all partitions that the broker remembers.
///
/// Bounded, whatever clients do: a partition forgets the producer that was silent longest when it has too many.
struct ProducerTable: Sendable {
    static let maximumPerPartition = 1_000

    private struct Entry {
        var state: ProducerState
        var usedAt: Int64
    }
    private var entries: [PartitionID: [Int64: Entry]] = [:]

    func state(of producer: Int64, in partition: PartitionID) -> ProducerState? {
        entries[partition]?[producer]?.state
    }

    /// - Returns: the producer that was forgotten for this one, if any.
    mutating func set(_ state: ProducerState, of producer: Int64, in partition: PartitionID, at time: Int64) -> Int64? {
        entries[partition, default: [:]][producer] = Entry(state: state, usedAt: time)
        guard entries[partition, default: [:]].count > Self.maximumPerPartition,
            let oldest = entries[partition]?.lazy.filter({ $0.key != producer })
                .min(by: { $0.value.usedAt < $1.value.usedAt })?.key
        else { return nil }
        entries[partition]?[oldest] = nil
        return oldest
    }

    mutating func forget(partition: PartitionID) {
        entries[partition] = nil
    }

    mutating func forget(usedBefore time: Int64) {
        for (partition, producers) in entries {
            let kept = producers.filter { $0.value.usedAt >= time }
            if kept.count != producers.count { entries[partition] = kept.isEmpty ? nil : kept }
        }
    }
}

extension ProducerTable {
    static func load(from db: Database) throws -> ProducerTable {
        var table = ProducerTable()
        let rows = try Row.fetchCursor(db, sql: "SELECT partition, id, epoch, batches, used_at FROM producer")
        while let row = try rows.next() {
            let batches = Self.batches(try row.decode(atIndex: 3))
            guard !batches.isEmpty else { continue }
            let state = ProducerState(epoch: try row.decode(atIndex: 2), batches: batches)
            _ = table.set(
                state, of: try row.decode(atIndex: 1), in: PartitionID(rawValue: try row.decode(atIndex: 0)),
                at: try row.decode(atIndex: 4))
        }
        return table
    }

    static func text(_ batches: [ProducerState.Batch]) -> String {
        batches.map { "\($0.firstSequence),\($0.lastSequence),\($0.firstOffset)" }.joined(separator: ";")
    }

    private static func batches(_ text: String) -> [ProducerState.Batch] {
        text.split(separator: ";").compactMap { entry in
            let parts = entry.split(separator: ",")
            guard parts.count == 3, let first = Int32(parts[0]), let last = Int32(parts[1]),
                let offset = Int64(parts[2])
            else { return nil }
            return ProducerState.Batch(firstSequence: first, lastSequence: last, firstOffset: offset)
        }
    }
}

extension WriteTransaction {
    /// Remembers a producer's newest batch.
    mutating func remember(_ state: ProducerState, of producer: Int64, in partition: PartitionID) throws {
        let forgotten = producers.set(state, of: producer, in: partition, at: now)
        try run(
            """
            INSERT INTO producer VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET epoch = excluded.epoch, batches = excluded.batches, used_at = excluded.used_at
            """,
            [partition.rawValue, producer, state.epoch, ProducerTable.text(state.batches), now])
        if let forgotten {
            try run("DELETE FROM producer WHERE partition = ? AND id = ?", [partition.rawValue, forgotten])
        }
    }

    /// Forgets producers that wrote nothing since.
    mutating func forgetProducers(usedBefore time: Int64) throws {
        producers.forget(usedBefore: time)
        try run("DELETE FROM producer WHERE used_at < ?", [time])
    }
}

extension WriteTransaction {
    /// A number for an idempotent producer that no other ever had.
    mutating func nextProducerID() throws -> Int64 {
        try run("UPDATE broker SET value = value + 1 WHERE name = 'next_producer'", [])
        return try Int64.fetchOne(db, sql: "SELECT value FROM broker WHERE name = 'next_producer'") ?? 0
    }
}
