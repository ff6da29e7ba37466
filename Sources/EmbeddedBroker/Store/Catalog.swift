/// A partition's number in the database, never given twice: a topic that is deleted and made again has new ones.
struct PartitionID: Hashable, Sendable {
    let rawValue: Int64
}

/// The part of a partition that can be read: offsets from `start` up to, not including, `end`.
struct PartitionLog: Sendable {
    let id: PartitionID
    let topic: String
    let number: Int32
    /// The first offset that was not deleted.
    var start: Int64 = 0
    /// The offset that the next record gets. What is below it is committed, so it is the high watermark, too.
    var end: Int64 = 0
    /// Bytes of the batches in the database, those below `start` that are not yet swept included.
    var bytes: Int64 = 0
    /// The largest record timestamp that was ever appended, in ms since 1970; −1 when there was none.
    var newestTimestamp: Int64 = -1

    /// No log comes near its end.
    static let offsets = Int64(0)...Int64.max / 2

    /// Whether these can be the ends of a log: a damaged file may say anything.
    var isPossible: Bool {
        Self.offsets.contains(start) && Self.offsets.contains(end) && start <= end && Self.offsets.contains(bytes)
    }
}

struct Topic: Sendable {
    let id: Int64
    let name: String
    /// By partition number.
    var partitions: [PartitionID]
    var settings: TopicSettings
}

/// The topics and the ends of their partitions, as of one commit.
///
/// A value: a transaction changes its own copy, which becomes the broker's when the database has committed, and is
/// dropped when that fails.
struct Catalog: Sendable {
    private(set) var topics: [String: Topic] = [:]
    private(set) var logs: [PartitionID: PartitionLog] = [:]

    subscript(id: PartitionID) -> PartitionLog? { logs[id] }

    /// - Returns: nil when there is no such topic, or the topic has no such partition.
    func log(topic: String, partition: Int32) -> PartitionLog? {
        guard let topic = topics[topic], partition >= 0, partition < topic.partitions.count else { return nil }
        return logs[topic.partitions[Int(partition)]]
    }

    mutating func add(_ topic: Topic, logs added: [PartitionLog]) {
        topics[topic.name] = topic
        for log in added { logs[log.id] = log }
    }

    mutating func update(_ log: PartitionLog) {
        logs[log.id] = log
    }

    /// - Returns: the topic that was removed.
    @discardableResult
    mutating func remove(topic name: String) -> Topic? {
        guard let topic = topics.removeValue(forKey: name) else { return nil }
        for id in topic.partitions { logs[id] = nil }
        return topic
    }
}
