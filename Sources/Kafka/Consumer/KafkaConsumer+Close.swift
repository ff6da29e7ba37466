internal import CRdKafka

extension KafkaConsumer {
    /// Ends the consumer, on its own thread: revokes what is assigned (the handler is called a last time, and may commit),
    /// leaves the group so that others take over at once, and destroys the client.
    ///
    /// Blocks while the coordinator answers, and up to `patience` longer than it last asked for anything: librdkafka
    /// 2.0.2 itself was seen to wait for more than a minute for the answer to a commit that was on its way when the broker
    /// went. The group then finds out by the session's timeout. Must be called exactly once, and last. After a fatal error what was assigned is
    /// lost. An unanswered commit completes with ``KafkaError/Code/closed``.
    public func close(patience: Duration = .seconds(10)) {
        guard queue != nil else { return }
        // What a poll that threw has left unanswered, and what the call below announces: there is no later poll to answer
        // in, and librdkafka waits inside that call until it is answered.
        for rebalance in context.rebalances { decline(rebalance) }
        context.rebalances = []
        let isDone = leaveGroup(patience)
        // After a fatal error librdkafka has announced nothing.
        if !assignment.partitions.isEmpty { handler?.revoked(assignment.partitions, lost: true) }
        if !isDone { logger.warning("the group does not answer; leaving it without a farewell") }
        finishCommit(by: .now)
        commitCompletion?(KafkaError(.closed))
        commitCompletion = nil
        handler = nil
        // Queues must be gone before the client is.
        queue = nil
        commitAnswers = nil
        if isDone { handle.close() } else { handle.abandonGroup() }
    }

    /// - Returns: false when librdkafka still waits for an answer.
    private func leaveGroup(_ patience: Duration) -> Bool {
        // Its last events arrive in a queue of their own.
        let events = NativeQueue(for: handle.pointer)
        var deadline = ContinuousClock.now + patience
        context.answerAtOnce = { [self] in
            decline($0)
            deadline = .now + patience
        }
        isPolling = true
        defer {
            context.answerAtOnce = nil
            isPolling = false
        }
        letFetchersStop()
        // It refuses after a fatal error, when there is nothing to leave.
        if KafkaError(consuming: rd_kafka_consumer_close_queue(handle.pointer, events.pointer)) != nil { return true }
        while rd_kafka_consumer_closed(handle.pointer) == 0 {
            guard ContinuousClock.now < deadline else { return false }
            batch.fill(from: events.pointer, limit: 1_000, timeout: .milliseconds(5))
            batch.clear()
        }
        return true
    }

    private func decline(_ rebalance: ConsumerContext.Rebalance) {
        switch rebalance {
        case .assign: try? unassign()
        case .revoke(let partitions): giveUp(partitions)
        }
    }
}
