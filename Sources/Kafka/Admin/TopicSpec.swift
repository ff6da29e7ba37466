/// A topic as a service needs it.
public struct TopicSpec: Hashable, Sendable {
    public let name: String
    public let partitions: Int
    /// Copies of each partition; -1: the broker's default, or 1 where the broker has none.
    public let replication: Int
    /// Topic properties of the broker, such as `retention.ms`.
    public let config: [String: String]

    public init(name: String, partitions: Int, replication: Int = -1, config: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.config = config
    }
}

/// What became of a request to delete records.
public enum DeleteRecordsOutcome: Sendable {
    /// The first offset that each partition has now.
    case deleted([TopicPartition: Int64])
    /// The broker has no such request. Nothing was deleted.
    case unsupported
}
