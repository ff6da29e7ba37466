internal import CRdKafka

extension KafkaConsumer {
    /// Commits these offsets with their metadata, and waits for the answer.
    ///
    /// Only explicit lists are committed: librdkafka's own position runs ahead of what the caller has seen, and stored
    /// offsets lose their metadata before 2.2 (DESIGN §11).
    ///
    /// - Throws: the error of the whole, else the first of a partition; `timedOut` leaves it open whether it happened.
    public func commit(_ offsets: [PartitionOffset], timeout: Duration = .seconds(30)) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        // rd_kafka_commit() waits for ever; an answer on a queue of its own can be waited for as long as we like.
        let answers = NativeQueue(for: handle.pointer)
        let list = PartitionList(offsets)
        let sent = rd_kafka_commit_queue(handle.pointer, list.pointer, answers.pointer, nil, nil)
        if let error = KafkaError(sent) { throw error }
        guard let event = answers.nextEvent(timeout: timeout) else {
            throw KafkaError(.timedOut, message: "no answer to an offset commit within \(timeout)")
        }
        let committed = rd_kafka_event_topic_partition_list(event.pointer)
        if let error = commitError(rd_kafka_event_error(event.pointer), committed) { throw error }
    }

    /// Commits without waiting.
    ///
    /// - Parameter completion: called from a later ``poll(maxRecords:timeout:_:)``, or from ``close(patience:)`` at the
    ///   latest; exactly once, unless this throws.
    public func commitAsync(
        _ offsets: [PartitionOffset], completion: @escaping (KafkaError?) -> Void
    ) throws(KafkaError) {
        guard let pointer = queue?.pointer else { throw KafkaError(.closed) }
        let list = PartitionList(offsets)
        let token = context.addCommit(completion)
        let sent = rd_kafka_commit_queue(handle.pointer, list.pointer, pointer, commitAnswered, token)
        guard let error = KafkaError(sent) else { return }
        context.commits[UInt(bitPattern: token)] = nil
        throw error
    }

    /// What the group has committed.
    ///
    /// - Returns: one entry for each partition that has a commit; the others are left out.
    public func committed(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [PartitionOffset] {
        guard !partitions.isEmpty else { return [] }
        let list = PartitionList(partitions)
        let result = rd_kafka_committed(handle.pointer, list.pointer, timeout.wholeMilliseconds)
        if let error = KafkaError(result) ?? list.firstError { throw error }
        return list.elements.filter { $0.offset >= 0 }.map(\.partitionOffset)
    }

    func finishCommits() {
        while !context.answeredCommits.isEmpty {
            let (token, error) = context.answeredCommits.removeFirst()
            context.commits.removeValue(forKey: token)?(error)
        }
    }
}
