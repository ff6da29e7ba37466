/// The librdkafka properties that we set ourselves, with the reason for each.
enum ClientDefaults {
    /// For every client.
    static let shared: [(name: String, value: String)] = [
        // Before 2.5 a long one crashes librdkafka (issue 4689).
        ("client.id", "adtally"),
        // Nagle's algorithm is on before 2.10 and adds up to 40 ms (issue 4986).
        ("socket.nagle.disable", "true"),
        // Back within a second or two when the broker is.
        ("reconnect.backoff.ms", "100"),
        ("reconnect.backoff.max.ms", "2000"),
        // Thread names would break the comparison of repeated lines.
        ("log.thread.name", "false"),
        // A missing topic is an error: the service that needs it creates it with the right partitions.
        ("allow.auto.create.topics", "false"),
        // Partitions that were added, and topics made again, are noticed within seconds.
        ("topic.metadata.refresh.interval.ms", "10000"),
    ]

    /// For consumers.
    static let consumer: [(name: String, value: String)] = [
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        ("auto.offset.reset", "error"),
        ("enable.partition.eof", "true"),
        // Cooperative-sticky loops endlessly before 2.6.1 (issue 4800).
        ("partition.assignment.strategy", "range,roundrobin"),
        // A killed member's partitions move within 10 s, and others notice a rebalance within 1 s.
        ("session.timeout.ms", "10000"),
        ("heartbeat.interval.ms", "1000"),
        ("fetch.wait.max.ms", "100"),
        ("fetch.error.backoff.ms", "100"),
        // Both count all partitions together; see FetchWaker for why smaller is not slower.
        ("queued.min.messages", "50000"),
        ("queued.max.messages.kbytes", "32768"),
        // One answer may hold this much on top of what is queued.
        ("fetch.max.bytes", "8388608"),
        ("max.partition.fetch.bytes", "1048576"),
    ]

    /// For producers.
    static let producer: [(name: String, value: String)] = [
        ("enable.idempotence", "true"),
        ("acks", "all"),
        // A record is kept until it is delivered; nothing is given up on (DESIGN §6.1).
        ("message.timeout.ms", "0"),
        // Every report is wanted: rows are committed by their delivery.
        ("delivery.report.only.error", "false"),
        ("compression.type", "lz4"),
        // The same partition for a key as the Java clients choose.
        ("partitioner", "murmur2_random"),
        ("queue.buffering.max.messages", "100000"),
        ("queue.buffering.max.kbytes", "65536"),
    ]
}

extension KafkaConfiguration {
    /// Ours first, then the user's: none of the user's can be one that must not be overridden.
    func native(_ defaults: [(name: String, value: String)]) throws(KafkaError) -> NativeConfiguration {
        let native = NativeConfiguration()
        for (name, value) in ClientDefaults.shared + defaults { try native.set(name, value) }
        try native.set("bootstrap.servers", bootstrapServers)
        for (name, value) in properties { try native.set(name, value) }
        return native
    }
}
