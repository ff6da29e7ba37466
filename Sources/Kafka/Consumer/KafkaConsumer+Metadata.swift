internal import CRdKafka

extension KafkaConsumer {
    /// The offsets of a partition's first record and of its next one, as the newest fetch told them; asks nobody, so it
    /// never blocks, and lags behind by a fetch. nil before the first fetch.
    public func cachedWatermarks(_ partition: TopicPartition) -> Range<Int64>? {
        var low: Int64 = 0
        var high: Int64 = 0
        let result = rd_kafka_get_watermark_offsets(
            handle.pointer, partition.topic, partition.partition, &low, &high)
        guard result == RD_KAFKA_RESP_ERR_NO_ERROR, low >= 0, high >= low else { return nil }
        return low..<high
    }

    /// Asks the brokers for the first offset and the next one of each partition.
    ///
    /// Blocks for up to twice `timeout`: on the consumer's own thread that delays its polls, so keep it well below
    /// `max.poll.interval.ms` (5 minutes).
    public func queryWatermarks(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(10)
    ) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
        try ListOffsets.watermarks(partitions, of: handle.pointer, timeout: timeout)
    }

    /// The number of partitions of each topic that the cluster has. Blocks for up to `timeout`.
    public func topics(timeout: Duration = .seconds(10)) throws(KafkaError) -> [String: Int] {
        try TopicMetadata.partitions(from: handle.pointer, timeout: timeout)
    }
}
