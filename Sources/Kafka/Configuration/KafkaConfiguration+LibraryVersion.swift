internal import CRdKafka

extension KafkaConfiguration {
    /// The librdkafka that this process runs on, such as `2.0.2`; not always the one that it was built with.
    public static var libraryVersion: String { String(cString: rd_kafka_version_str()) }
}
