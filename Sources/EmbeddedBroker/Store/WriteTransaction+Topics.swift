import GRDB

extension WriteTransaction {
    /// - Precondition: there is no topic of that name.
    mutating func createTopic(_ name: String, partitions: Int, settings: TopicSettings) throws {
        try run(
            "INSERT INTO topic (name, retention_ms, retention_bytes, max_batch_bytes) VALUES (?, ?, ?, ?)",
            [
                name, settings.saysRetentionTime ? settings.retentionMilliseconds ?? -1 : nil,
                settings.saysRetentionBytes ? settings.retentionBytes ?? -1 : nil, settings.maximumBatchBytes,
            ])
        let id = db.lastInsertedRowID
        for (key, value) in settings.others {
            try run("INSERT INTO topic_setting VALUES (?, ?, ?)", [id, key, value])
        }
        let topic = Topic(id: id, name: name, partitions: [], settings: settings)
        try addPartitions(to: topic, upTo: partitions)
    }

    mutating func addPartitions(to topic: Topic, upTo total: Int) throws {
        var topic = topic
        var added: [PartitionLog] = []
        for number in topic.partitions.count..<total {
            try run("INSERT INTO partition VALUES (NULL, ?, ?, 0, 0, 0, -1)", [topic.id, number])
            let id = PartitionID(rawValue: db.lastInsertedRowID)
            topic.partitions.append(id)
            added.append(PartitionLog(id: id, topic: topic.name, number: Int32(number)))
        }
        catalog.add(topic, logs: added)
    }

    /// The batches stay in the database, unreachable, until the sweeper has removed them.
    mutating func deleteTopic(_ name: String) throws {
        guard let topic = catalog.remove(topic: name) else { return }
        try run("DELETE FROM topic WHERE id = ?", [topic.id])
        try run("DELETE FROM committed_offset WHERE topic = ?", [name])
        for id in topic.partitions {
            producers.forget(partition: id)
            try run("DELETE FROM producer WHERE partition = ?", [id.rawValue])
        }
    }
}

extension Catalog {
    /// - Parameter defaults: for what topics leave to the broker.
    static func load(from db: Database, defaults: TopicSettings) throws -> Catalog {
        var catalog = Catalog()
        for row in try Row.fetchAll(
            db, sql: "SELECT id, name, retention_ms, retention_bytes, max_batch_bytes FROM topic")
        {
            let id: Int64 = try row.decode(atIndex: 0)
            let name: String = try row.decode(atIndex: 1)
            let logs = try logs(of: id, named: name, in: db)
            let settings = try settings(row, of: id, defaults: defaults, in: db)
            catalog.add(Topic(id: id, name: name, partitions: logs.map(\.id), settings: settings), logs: logs)
        }
        return catalog
    }

    private static func settings(
        _ row: Row, of topic: Int64, defaults: TopicSettings, in db: Database
    ) throws -> TopicSettings {
        var settings = defaults
        if let time: Int64 = try row.decode(atIndex: 2) {
            guard time >= -1 else { throw StoreError.fileIsDamaged }
            settings.retentionMilliseconds = time == -1 ? nil : time
            settings.saysRetentionTime = true
        }
        if let bytes: Int64 = try row.decode(atIndex: 3) {
            guard bytes >= -1 else { throw StoreError.fileIsDamaged }
            settings.retentionBytes = bytes == -1 ? nil : bytes
            settings.saysRetentionBytes = true
        }
        settings.maximumBatchBytes = try row.decode(atIndex: 4)
        let others = try Row.fetchCursor(
            db, sql: "SELECT name, value FROM topic_setting WHERE topic = ?", arguments: [topic])
        while let other = try others.next() {
            settings.others[try other.decode(atIndex: 0)] = try other.decode(String.self, atIndex: 1)
        }
        return settings
    }

    private static func logs(of topic: Int64, named name: String, in db: Database) throws -> [PartitionLog] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, number, start_offset, end_offset, bytes, newest_timestamp
                FROM partition WHERE topic = ? ORDER BY number
                """, arguments: [topic])
        return try rows.enumerated().map { index, row in
            let log = PartitionLog(
                id: PartitionID(rawValue: try row.decode(atIndex: 0)), topic: name, number: try row.decode(atIndex: 1),
                start: try row.decode(atIndex: 2), end: try row.decode(atIndex: 3), bytes: try row.decode(atIndex: 4),
                newestTimestamp: try row.decode(atIndex: 5))
            guard log.number == index, log.isPossible else { throw StoreError.fileIsDamaged }
            return log
        }
    }
}
