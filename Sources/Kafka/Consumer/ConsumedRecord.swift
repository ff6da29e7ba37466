internal import CRdKafka

/// One record, borrowed from librdkafka: it and its bytes are valid only inside the body that it is handed to. Copy what
/// is to be kept.
public struct ConsumedRecord {
    private let message: UnsafePointer<rd_kafka_message_t>

    init(_ message: UnsafePointer<rd_kafka_message_t>) {
        self.message = message
    }

    /// Made at each call: a text carried along would be counted by reference with every record.
    public var topic: String { String(cString: rd_kafka_topic_name(message.pointee.rkt)) }
    public var partition: Int32 { message.pointee.partition }
    public var offset: Int64 { message.pointee.offset }
    public var topicPartition: TopicPartition { TopicPartition(topic, partition) }

    /// The Kafka timestamp, ms since 1970 UTC; nil when there is none or it is negative (DESIGN §3, `future`).
    public var timestamp: Int64? {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = rd_kafka_message_timestamp(message, &type)
        return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || timestamp < 0 ? nil : timestamp
    }

    /// nil when the record has no key.
    public var key: UnsafeRawBufferPointer? {
        message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
    }

    /// nil for a tombstone.
    public var value: UnsafeRawBufferPointer? {
        message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    }

    /// Copied out of the record at each call, in their order; a name may come more than once.
    public var headers: [RecordHeader] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        return (0..<rd_kafka_header_cnt(list)).compactMap { header(at: $0, of: list) }
    }

    private func header(at index: Int, of list: OpaquePointer) -> RecordHeader? {
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        let result = rd_kafka_header_get_all(list, index, &name, &value, &size)
        guard result == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { return nil }
        let bytes = value.map { Array(UnsafeRawBufferPointer(start: $0, count: size)) }
        return RecordHeader(String(cString: name), bytes)
    }
}

/// A header of a record.
public struct RecordHeader: Hashable, Sendable {
    public let name: String
    /// nil is not the same as empty.
    public let value: [UInt8]?

    public init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) {
        self.init(name, Array(value.utf8))
    }
}

/// What a poll hands out, in the order of each partition.
public enum ConsumerEvent {
    case record(ConsumedRecord)
    /// Everything of this partition has been read: `offset` is the end, and where the next record will be.
    case endOfPartition(TopicPartition, offset: Int64)
    /// Something went wrong that the client may or may not get over by itself; see ``KafkaError/verdict``.
    /// ``KafkaError/isOffsetOutOfRange`` waits for a ``KafkaConsumer/seek(_:timeout:)``.
    case failure(KafkaError, TopicPartition?)
}
