internal import CRdKafka

extension KafkaConfiguration {
    /// The librdkafka that this process runs on, such as `2.0.2`; not always the one that it was built with.
    public static var libraryVersion: String { String(cString: rd_kafka_version_str()) }

    /// Who gives a process with librdkafka its memory, such as `jemalloc 5.3.0`.
    public static var allocator: String {
        adtally_jemalloc_version().map { "jemalloc \(String(cString: $0).prefix { $0 != "-" })" }
            ?? "the system's malloc"
    }
}
