internal import CRdKafka

/// Commits, of which one is on its way at a time.
///
/// librdkafka sends a commit again when its connection breaks or its coordinator asks for patience, and lets newer ones
/// pass meanwhile: the older may be carried out last, and what is committed goes back. Nor can it be called back. So the
/// next one, and the question what is committed, wait for its answer; where that does not come in time, they fail, and
/// nothing is sent. A group that stands a little behind only reads a little again; one that goes back may need what was
/// deleted on the word of the newer commit.
extension KafkaConsumer {
    /// Whether a commit is on its way: sent, and not answered as far as the last call has seen.
    public var isCommitting: Bool { commitCompletion != nil }

    /// Commits these offsets with their metadata, and waits for the answer; before, for that of the commit on its way.
    ///
    /// Only explicit lists are committed: librdkafka's own position runs ahead of what the caller has seen, and stored
    /// offsets lose their metadata before 2.2 (DESIGN §11).
    ///
    /// - Throws: the error of the whole, else the first of a partition; `timedOut` leaves it open whether it happened.
    public func commit(_ offsets: [PartitionOffset], timeout: Duration = .seconds(30)) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let deadline = ContinuousClock.now + timeout
        try awaitCommit(by: deadline, timeout)
        var refusal: KafkaError?
        try send(offsets) { refusal = $0 }
        try awaitCommit(by: deadline, timeout)
        if let refusal { throw refusal }
    }

    /// Commits without waiting.
    ///
    /// - Parameter completion: called from a later ``poll(maxRecords:timeout:_:)``, ``commit(_:timeout:)`` or
    ///   ``committed(_:timeout:)``, or from ``close(patience:)`` at the latest; exactly once, unless this throws.
    /// - Throws: `state` while ``isCommitting``.
    public func commitAsync(
        _ offsets: [PartitionOffset], completion: @escaping (KafkaError?) -> Void
    ) throws(KafkaError) {
        guard !isCommitting else {
            throw KafkaError(.state, message: "the offset commit before is not answered yet")
        }
        try send(offsets, completion)
    }

    /// What the group has committed, with all that this consumer has.
    ///
    /// - Returns: one entry for each partition that has a commit; the others are left out.
    public func committed(
        _ partitions: [TopicPartition], timeout: Duration = .seconds(30)
    ) throws(KafkaError) -> [PartitionOffset] {
        guard !partitions.isEmpty else { return [] }
        let deadline = ContinuousClock.now + timeout
        try awaitCommit(by: deadline, timeout)
        let list = PartitionList(partitions)
        let left = ContinuousClock.now.duration(to: deadline)
        let result = rd_kafka_committed(handle.pointer, list.pointer, left.wholeMilliseconds)
        if let error = KafkaError(result) ?? list.firstError { throw error }
        return list.elements.filter { $0.offset >= 0 }.map(\.partitionOffset)
    }

    /// rd_kafka_commit() waits for ever, and in the queue that is polled an answer could not be waited for by itself.
    private func send(
        _ offsets: [PartitionOffset], _ completion: @escaping (KafkaError?) -> Void
    ) throws(KafkaError) {
        guard let answers = commitAnswers?.pointer else { throw KafkaError(.closed) }
        let list = PartitionList(offsets)
        let sent = rd_kafka_commit_queue(handle.pointer, list.pointer, answers, nil, nil)
        if let error = KafkaError(sent) { throw error }
        commitCompletion = completion
    }

    private func awaitCommit(by deadline: ContinuousClock.Instant, _ timeout: Duration) throws(KafkaError) {
        // A completion may have sent the next one.
        while finishCommit(by: deadline) {
            if !isCommitting { return }
        }
        throw KafkaError(.timedOut, message: "no answer to an offset commit within \(timeout)")
    }

    /// Completes the commit on its way with its answer.
    ///
    /// - Returns: false where there is none by then.
    @discardableResult
    func finishCommit(by deadline: ContinuousClock.Instant) -> Bool {
        guard let completion = commitCompletion else { return true }
        let left = ContinuousClock.now.duration(to: deadline)
        guard let answer = commitAnswers?.nextEvent(timeout: left) else { return false }
        commitCompletion = nil
        let offsets = rd_kafka_event_topic_partition_list(answer.pointer)
        completion(commitError(rd_kafka_event_error(answer.pointer), offsets))
        return true
    }
}

/// The error of a whole commit, or else the first one of a partition.
private func commitError(
    _ code: rd_kafka_resp_err_t, _ offsets: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
) -> KafkaError? {
    if let error = KafkaError(code) { return error }
    guard let list = offsets?.pointee else { return nil }
    return (0..<Int(list.cnt)).lazy.compactMap { KafkaError(list.elems[$0].err) }.first
}
