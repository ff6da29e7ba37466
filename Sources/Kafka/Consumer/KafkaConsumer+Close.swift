internal import CRdKafka

extension KafkaConsumer {
    /// Ends the consumer, on its own thread: revokes what is assigned (the handler is called a last time, and may commit),
    /// leaves the group so that others take over at once, and destroys the client.
    ///
    /// Blocks while the coordinator answers; a broker that is gone delays it by seconds, not for ever. Must be called
    /// exactly once, and last. After a fatal error what was assigned is lost. Unanswered async commits complete with
    /// ``KafkaError/Code/closed``.
    public func close() {
        guard queue != nil else { return }
        // What a poll that threw has left unanswered, and what the call below announces: there is no later poll to answer
        // in, and librdkafka waits inside that call until it is answered.
        for rebalance in context.rebalances { decline(rebalance) }
        context.rebalances = []
        // After a fatal error librdkafka announces nothing below.
        if handle.fatalError != nil, !assignment.partitions.isEmpty { giveUp(assignment.partitions) }
        context.answerAtOnce = { [self] in decline($0) }
        rd_kafka_consumer_close(handle.pointer)
        context.answerAtOnce = nil
        finishCommits()
        for completion in context.commits.values { completion(KafkaError(.closed)) }
        context.commits = [:]
        handler = nil
        // Queues must be gone before the client is.
        queue = nil
        handle.close()
    }

    private func decline(_ rebalance: ConsumerContext.Rebalance) {
        switch rebalance {
        case .assign: rd_kafka_assign(handle.pointer, nil)
        case .revoke(let partitions): giveUp(partitions)
        }
    }
}
