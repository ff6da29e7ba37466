internal import CRdKafka

/// Which broker leads each partition of a topic, and where the brokers are.
struct BulkLeaders: Equatable {
    struct Address: Equatable {
        let host: String
        let port: Int
    }

    /// By partition; nil where there is none just now.
    var leaders: [Int32?] = []
    var brokers: [Int32: Address] = [:]

    /// Asks a broker, through a client of librdkafka's. Blocks for up to `timeout`; may be called on any thread.
    static func fetch(
        of topic: OpaquePointer, from client: OpaquePointer, timeout: Duration
    ) throws(KafkaError) -> BulkLeaders {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let result = rd_kafka_metadata(client, 0, topic, &metadata, timeout.wholeMilliseconds)
        if let error = KafkaError(result) { throw error }
        guard let metadata else { throw KafkaError(.timedOut) }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt == 1, let found = metadata.pointee.topics?.pointee else {
            throw KafkaError(.unknownTopicOrPartition)
        }
        if let error = KafkaError(found.err) { throw error }
        var leaders = BulkLeaders(leaders: Array(repeating: nil, count: Int(found.partition_cnt)))
        for index in 0..<Int(found.partition_cnt) {
            let partition = found.partitions[index]
            guard leaders.leaders.indices.contains(Int(partition.id)), partition.leader >= 0 else { continue }
            leaders.leaders[Int(partition.id)] = partition.leader
        }
        for index in 0..<Int(metadata.pointee.broker_cnt) {
            let broker = metadata.pointee.brokers[index]
            leaders.brokers[broker.id] = Address(host: String(cString: broker.host), port: Int(broker.port))
        }
        return leaders
    }
}
