internal import CRdKafka

/// What a broker knows of one topic.
struct TopicMetadata {
    let topic: String
    let partitions: Int
    let error: KafkaError?

    /// The number of partitions of each topic that the cluster has. Blocks for up to `timeout`.
    static func partitions(from client: OpaquePointer, timeout: Duration) throws(KafkaError) -> [String: Int] {
        // Asked for by name, some brokers create a topic whatever the client says; in a list of all, none does.
        try fetch(from: client, topic: nil, timeout: timeout).reduce(into: [:]) { partitions, topic in
            if topic.error == nil { partitions[topic.topic] = topic.partitions }
        }
    }

    /// Blocks for up to `timeout`.
    ///
    /// - Parameter topic: one topic by its handle, or nil for all that the cluster has, which creates none.
    static func fetch(
        from client: OpaquePointer, topic: OpaquePointer?, timeout: Duration
    ) throws(KafkaError) -> [TopicMetadata] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let result = rd_kafka_metadata(client, topic == nil ? 1 : 0, topic, &metadata, timeout.wholeMilliseconds)
        if let error = KafkaError(result) { throw error }
        guard let metadata else { return [] }
        defer { rd_kafka_metadata_destroy(metadata) }
        return (0..<Int(metadata.pointee.topic_cnt)).map { index in
            let found = metadata.pointee.topics[index]
            return TopicMetadata(
                topic: String(cString: found.topic), partitions: Int(found.partition_cnt), error: KafkaError(found.err))
        }
    }
}
