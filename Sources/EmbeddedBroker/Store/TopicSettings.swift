/// What a topic's configuration changes here. Names and meanings are Kafka's.
struct TopicSettings: Equatable, Sendable {
    /// Milliseconds after its arrival that a batch is kept at least; nil: for ever.
    ///
    /// Counted from the arrival, not from the record's timestamp as in Kafka: a record from last year, or from
    /// tomorrow, is kept as long as any other.
    var retentionMilliseconds: Int64? = 7 * 24 * 3_600_000
    /// Bytes that a partition keeps at least before its oldest batches go; nil: no limit.
    var retentionBytes: Int64?
    /// Whether the topic says so itself; otherwise both follow the broker's configuration, whenever it is started.
    var saysRetentionTime = false
    var saysRetentionBytes = false
    /// The largest batch that is accepted, in bytes.
    var maximumBatchBytes = TopicSettings.defaultMaximumBatchBytes
    /// Settings that Kafka has and that mean nothing to this broker: kept, so that they can be described.
    var others: [String: String] = [:]

    /// Kafka's `message.max.bytes`.
    static let defaultMaximumBatchBytes = 1_048_588

    /// Kafka's settings for segments, replication and the like, which this broker has no use for.
    private static let withoutMeaning: Set<String> = [
        "compression.type", "delete.retention.ms", "file.delete.delay.ms", "flush.messages", "flush.ms",
        "index.interval.bytes", "max.compaction.lag.ms", "message.downconversion.enable", "message.format.version",
        "message.timestamp.after.max.ms", "message.timestamp.before.max.ms", "message.timestamp.difference.max.ms",
        "min.cleanable.dirty.ratio", "min.compaction.lag.ms", "min.insync.replicas", "preallocate", "segment.bytes",
        "segment.index.bytes", "segment.jitter.ms", "segment.ms", "unclean.leader.election.enable",
    ]

    struct Refusal: Error {
        let message: String
    }

    /// - Throws: `Refusal` for a name that Kafka does not have, a value that is none, or a promise that this broker
    ///   does not keep (compaction, timestamps of its own).
    mutating func set(_ name: String, to value: String?) throws(Refusal) {
        guard let value else { return }  // null: the default
        switch name {
        case "retention.ms":
            retentionMilliseconds = try Self.limit(name, value)
            saysRetentionTime = true
        case "retention.bytes":
            retentionBytes = try Self.limit(name, value)
            saysRetentionBytes = true
        case "max.message.bytes":
            guard let bytes = Int32(value), bytes > 0 else {
                throw Refusal(message: "\(name)=\(value): a number of bytes above 0 is needed")
            }
            maximumBatchBytes = Int(bytes)
        case "cleanup.policy":
            guard value == "delete" else {
                throw Refusal(message: "cleanup.policy=\(value): this broker only deletes, it does not compact")
            }
        case "message.timestamp.type":
            guard value == "CreateTime" else {
                throw Refusal(message: "message.timestamp.type=\(value): this broker keeps the producer's timestamps")
            }
        default:
            guard Self.withoutMeaning.contains(name) else {
                throw Refusal(message: "unknown topic configuration \(name)")
            }
            others[name] = value
        }
    }

    private static func limit(_ name: String, _ value: String) throws(Refusal) -> Int64? {
        guard let limit = Int64(value), limit >= -1 else { throw notANumber(name, value) }
        return limit == -1 ? nil : limit
    }

    private static func notANumber(_ name: String, _ value: String) -> Refusal {
        Refusal(message: "\(name)=\(value): a whole number is needed, −1 for no limit")
    }

    /// Everything there is to describe, by name.
    var described: [(name: String, value: String, isDefault: Bool)] {
        let standard = TopicSettings()
        let own: [(name: String, value: String, isDefault: Bool)] = [
            ("cleanup.policy", "delete", true),
            ("max.message.bytes", "\(maximumBatchBytes)", maximumBatchBytes == standard.maximumBatchBytes),
            ("message.timestamp.type", "CreateTime", true),
            ("retention.bytes", "\(retentionBytes ?? -1)", !saysRetentionBytes),
            ("retention.ms", "\(retentionMilliseconds ?? -1)", !saysRetentionTime),
        ]
        return (own + others.map { ($0.key, $0.value, false) }).sorted { $0.name < $1.name }
    }
}
