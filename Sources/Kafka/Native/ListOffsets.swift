internal import CRdKafka

/// Asks brokers for offsets; works for every kind of client. Blocks for up to `timeout`.
enum ListOffsets {
    /// The first offset at or after each time, or the end of the partition when there is none.
    ///
    /// - Parameter times: ms since 1970 UTC; `PartitionOffset.beginning` and `.end` ask for the low and the high
    ///   watermark.
    static func at(
        _ times: [TopicPartition: Int64], of client: OpaquePointer, timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !times.isEmpty else { return [:] }
        // The list carries the times where the answer carries the offsets.
        let list = PartitionList(times.map { PartitionOffset($0.key, offset: $0.value) })
        let result = rd_kafka_offsets_for_times(client, list.pointer, timeout.wholeMilliseconds)
        if let error = KafkaError(result) ?? list.firstError { throw error }
        var offsets: [TopicPartition: Int64] = [:]
        for element in list.elements { offsets[element.topicPartition] = element.offset }
        return offsets
    }

    /// The offset of the first record there is, and that of the next record to come.
    ///
    /// One request a broker for all partitions, and it keeps its timeout, unlike `rd_kafka_query_watermark_offsets`,
    /// which before 2.3 can hang (issue 4460).
    static func watermarks(
        _ partitions: [TopicPartition], of client: OpaquePointer, timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
        func all(_ time: Int64) throws(KafkaError) -> [TopicPartition: Int64] {
            let times = Dictionary(partitions.map { ($0, time) }, uniquingKeysWith: { first, _ in first })
            return try at(times, of: client, timeout: timeout)
        }
        // Ends first: a beginning only ever moves up, and must not pass its end.
        let ends = try all(PartitionOffset.end)
        return try ranges(from: try all(PartitionOffset.beginning), to: ends)
    }

    /// Puts the two answers together.
    static func ranges(
        from beginnings: [TopicPartition: Int64], to ends: [TopicPartition: Int64]
    ) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
        var ranges: [TopicPartition: Range<Int64>] = [:]
        for (partition, end) in ends {
            // Left out of the answer, a partition keeps what it was asked with.
            guard let beginning = beginnings[partition], beginning >= 0, end >= 0 else {
                throw KafkaError(.timedOut, message: "no answer about the ends of \(partition)")
            }
            ranges[partition] = beginning..<max(beginning, end)
        }
        return ranges
    }
}
