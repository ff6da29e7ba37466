internal import CRdKafka
import Logging

/// Looks after topics: creates them, grows them, asks for their offsets, deletes old records.
///
/// Any thread may use it, but every call blocks for up to its timeout: use a ``ServiceThread``, never the cooperative
/// pool. ``close()`` must be called once, last.
public final class KafkaAdmin: Sendable {
    let handle: ClientHandle

    /// - Throws: when librdkafka refuses the configuration as a whole.
    public init(configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        let context = ClientContext(connection: configuration.connection, logger: logger)
        // A consumer without a group is the lightest client there is, and asking it about a topic never creates one.
        let native = try configuration.native([])
        handle = try ClientHandle(RD_KAFKA_CONSUMER, native, context: context)
    }

    /// The number of partitions of each topic; one that does not exist is left out.
    ///
    /// - Parameter topics: nil asks for all. Either way no topic is created by asking.
    public func metadata(
        topics: [String]? = nil, timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [String: Int] {
        // Errors of the client wait in its main queue for someone to serve them.
        rd_kafka_poll(handle.pointer, 0)
        let found = try TopicMetadata.partitions(from: handle.pointer, timeout: timeout)
        guard let topics else { return found }
        let wanted = Set(topics)
        return found.filter { wanted.contains($0.key) }
    }

    /// The offset of each partition's first record, and that of its next one.
    public func watermarks(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
        try ListOffsets.watermarks(partitions, of: handle.pointer, timeout: timeout)
    }

    /// The first offset at or after each time (ms since 1970 UTC), by Kafka timestamp; the end where there is none.
    public func offsetsForTimes(
        _ times: [TopicPartition: Int64], timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        try ListOffsets.at(times, of: handle.pointer, timeout: timeout)
    }

    public func close() {
        handle.close()
    }
}
