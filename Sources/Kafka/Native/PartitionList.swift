internal import CRdKafka

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Owns one `rd_kafka_topic_partition_list_t`, which is not thread-safe, and frees it exactly once.
struct PartitionList: ~Copyable {
    typealias Element = rd_kafka_topic_partition_t

    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(capacity: Int) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: capacity))
    }

    init(_ partitions: [TopicPartition]) {
        self.init(capacity: partitions.count)
        for partition in partitions { _ = add(partition) }
    }

    init(_ offsets: [PartitionOffset]) {
        self.init(capacity: offsets.count)
        for offset in offsets { add(offset) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    func add(_ partition: TopicPartition) -> UnsafeMutablePointer<Element> {
        rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
    }

    func add(_ offset: PartitionOffset) {
        let element = add(offset.topicPartition)
        element.pointee.offset = offset.offset
        guard let metadata = offset.metadata else { return }
        // The list frees it with free(), so it must come from malloc.
        element.pointee.metadata = UnsafeMutableRawPointer(strdup(metadata))
        element.pointee.metadata_size = metadata.utf8.count
    }

    var elements: UnsafeMutableBufferPointer<Element> {
        UnsafeMutableBufferPointer(start: pointer.pointee.elems, count: Int(pointer.pointee.cnt))
    }

    /// The first error that one of the partitions carries.
    var firstError: KafkaError? {
        for element in elements {
            if let error = KafkaError(element.err) { return error }
        }
        return nil
    }
}

extension rd_kafka_topic_partition_t {
    var topicPartition: TopicPartition { TopicPartition(String(cString: topic), partition) }

    /// Bytes that are not UTF-8 become U+FFFD: metadata is whatever a client once committed, so it must not trap.
    var metadataText: String? {
        guard let metadata, metadata_size > 0 else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: metadata, count: metadata_size), as: UTF8.self)
    }

    var partitionOffset: PartitionOffset {
        PartitionOffset(topicPartition, offset: offset, metadata: metadataText)
    }
}

/// Reads a list that librdkafka lends to a callback.
func topicPartitions(of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> [TopicPartition] {
    guard let list else { return [] }
    return (0..<Int(list.pointee.cnt)).map { list.pointee.elems[$0].topicPartition }
}
