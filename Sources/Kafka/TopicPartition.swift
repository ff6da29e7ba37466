/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    public let topic: String
    public let partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// Such as `logs[3]`.
    public var description: String { "\(topic)[\(partition)]" }
}

/// A place in a partition's log, and the metadata committed with it.
public struct PartitionOffset: Hashable, Sendable, CustomStringConvertible {
    /// Asks for the first record that the broker still has.
    public static let beginning: Int64 = -2
    /// Asks for what comes after the newest record.
    public static let end: Int64 = -1

    public let topicPartition: TopicPartition
    /// The offset of the record to read next: one more than the last one read.
    public let offset: Int64
    /// Free text stored with a commit; nil and empty are the same to a broker.
    public let metadata: String?

    public init(_ topicPartition: TopicPartition, offset: Int64, metadata: String? = nil) {
        self.topicPartition = topicPartition
        self.offset = offset
        self.metadata = metadata
    }

    public init(topic: String, partition: Int32, offset: Int64, metadata: String? = nil) {
        self.init(TopicPartition(topic, partition), offset: offset, metadata: metadata)
    }

    public var topic: String { topicPartition.topic }
    public var partition: Int32 { topicPartition.partition }

    /// Such as `logs[3]@184467`.
    public var description: String { "\(topicPartition)@\(offset)" }
}
