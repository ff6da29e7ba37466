internal import CRdKafka

extension KafkaProducer {
    /// Fetches the topics' metadata, so that their first records leave at once: before 2.10.1 librdkafka may hold the
    /// first record of a topic back for up to 1 s (issue 5032).
    ///
    /// Blocks for up to `timeout`.
    ///
    /// - Returns: the partitions of each topic, as this producer knows them from now on.
    /// - Throws: when no broker answers in time, or a topic does not exist.
    @discardableResult
    public func warmUp(topics: [String], timeout: Duration = .seconds(10)) throws(KafkaError) -> [String: Int] {
        let deadline = ContinuousClock.now + timeout
        var partitions: [String: Int] = [:]
        for topic in topics {
            let left = max(.zero, ContinuousClock.now.duration(to: deadline))
            let found = try TopicMetadata.fetch(from: handle.pointer, topic: try topicHandle(topic), timeout: left)
            guard let known = found.first(where: { $0.topic == topic }) else { continue }
            if let error = known.error { throw error }
            partitions[topic] = known.partitions
        }
        return partitions
    }
}
