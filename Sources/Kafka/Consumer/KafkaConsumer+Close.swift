internal import CRdKafka

extension KafkaConsumer {
    /// Ends the consumer, on its own thread: revokes what is assigned (the handler is called a last time, and may commit),
    /// leaves the group so that others take over at once, and destroys the client.
    ///
    /// Blocks while the coordinator answers; a broker that is gone delays it by seconds, not for ever. Must be called
    /// exactly once, and last. Unanswered async commits complete with ``KafkaError/Code/closed``.
    public func close() {
        guard queue != nil else { return }
        context.rebalances = []
        // There is no later poll to answer in: librdkafka waits inside the call below until it is answered.
        context.answerAtOnce = { [self] rebalance in
            switch rebalance {
            case .assign: rd_kafka_assign(handle.pointer, nil)
            case .revoke(let partitions): giveUp(partitions)
            }
        }
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
}
