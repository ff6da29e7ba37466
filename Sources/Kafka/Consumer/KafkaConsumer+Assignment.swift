internal import CRdKafka

extension KafkaConsumer {
    /// The partitions read now.
    public var assignedPartitions: [TopicPartition] { assignment.partitions }
    /// Those of them that ``pause(_:)`` has stopped.
    public var pausedPartitions: [TopicPartition] { assignment.paused }

    /// Reads these partitions from exactly these offsets, instead of those read before; without a group's help.
    public func assign(_ offsets: [PartitionOffset]) throws(KafkaError) {
        let list = PartitionList(offsets)
        // First, so that nothing of the old assignment is delivered if this fails half way.
        assignment.replace(by: offsets)
        if let error = replaceAssignment(by: list.pointer) { throw error }
    }

    public func unassign() throws(KafkaError) {
        assignment.replace(by: [])
        if let error = replaceAssignment(by: nil) { throw error }
    }

    private func replaceAssignment(by list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> KafkaError? {
        letFetchersStop()
        mayHaveStoppingFetchers = true
        return KafkaError(rd_kafka_assign(handle.pointer, list))
    }

    /// To be called before partitions are taken away: up to 2.15 librdkafka aborts the process when one that is read is
    /// taken away, assigned and taken away again before its fetcher has stopped (issue 5573), and `rd_kafka_assign` does
    /// not wait for that.
    ///
    /// Its main thread works off one queue in turn: the first question is answered behind the request to stop, the
    /// second one behind the news that it has. Never to be called once the group is being left: then there may be no
    /// answer at all.
    func letFetchersStop() {
        guard mayHaveStoppingFetchers else { return }
        mayHaveStoppingFetchers = false
        for _ in 0..<2 {
            var answer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
            rd_kafka_assignment(handle.pointer, &answer)
            if let answer { rd_kafka_topic_partition_list_destroy(answer) }
        }
    }

    /// Goes on reading an assigned partition at another offset; also the way out of an offset that is out of range.
    ///
    /// - Parameter timeout: librdkafka 2.0.2 counts it a thousand times too short (issue 4230), so it waits up to
    ///   1,000 times as long here; a seek normally takes less than a millisecond.
    public func seek(_ offset: PartitionOffset, timeout: Duration = .seconds(10)) throws(KafkaError) {
        guard assignment.contains(offset.topicPartition) else {
            throw KafkaError(.invalidArgument, message: "cannot seek in \(offset.topicPartition): it is not assigned")
        }
        assignment.move(to: offset)
        let list = PartitionList([offset])
        let result = rd_kafka_seek_partitions(handle.pointer, list.pointer, (timeout * 1_000).wholeMilliseconds)
        guard let error = KafkaError(consuming: result) ?? list.firstError else { return }
        // An offset out of range has stopped the partition, and what is stopped cannot be moved, only assigned anew.
        guard error.code == .state else { throw error }
        try assignAnew()
    }

    /// Assigns what is assigned, each partition at its position.
    private func assignAnew() throws(KafkaError) {
        let paused = assignment.paused
        try assign(assignment.positions)
        try pause(paused)
    }

    /// Stops fetching these partitions; keep polling meanwhile. Records already in the current batch still come.
    public func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
        // Our own set of what is paused: resuming a partition that is not makes librdkafka before 2.4 fetch it again
        // from an older position (issue 4636).
        let list = PartitionList(assignment.setPaused(true, partitions))
        guard !list.elements.isEmpty else { return }
        if let error = KafkaError(rd_kafka_pause_partitions(handle.pointer, list.pointer)) ?? list.firstError {
            throw error
        }
    }

    public func resume(_ partitions: [TopicPartition]) throws(KafkaError) {
        let list = PartitionList(assignment.setPaused(false, partitions))
        guard !list.elements.isEmpty else { return }
        if let error = KafkaError(rd_kafka_resume_partitions(handle.pointer, list.pointer)) ?? list.firstError {
            throw error
        }
    }

    /// Answers the rebalances that the last batch call has announced.
    func answerRebalances() throws(KafkaError) {
        while !context.rebalances.isEmpty {
            switch context.rebalances.removeFirst() {
            case .assign(let partitions): try take(partitions)
            case .revoke(let partitions): giveUp(partitions)
            }
        }
    }

    private func take(_ partitions: [TopicPartition]) throws(KafkaError) {
        let starts: [PartitionOffset]
        do {
            starts = try handler?.assigned(partitions) ?? []
        } catch {
            // librdkafka must have an answer, or closing would wait for it.
            _ = replaceAssignment(by: nil)
            throw KafkaError(.assignmentRefused, message: "\(error)", cause: error)
        }
        try assign(starts)
    }

    func giveUp(_ partitions: [TopicPartition]) {
        // A member that is finished owns nothing either.
        let lost = rd_kafka_assignment_lost(handle.pointer) != 0 || handle.fatalError != nil
        handler?.revoked(partitions, lost: lost)
        // librdkafka keeps a partition paused over its next assignment, and we would not know.
        try? resume(assignment.paused)
        // Cannot fail in a way that matters: without an assignment there is nothing to read.
        try? unassign()
    }
}
