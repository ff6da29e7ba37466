import AdCodec
import AdModel
import Kafka

/// The broker did not confirm everything before the job had to end; offsets that are not committed lose nothing.
public struct ShutdownError: Error, CustomStringConvertible {
    let unconfirmed: String

    public var description: String {
        "stopped while the broker had not confirmed \(unconfirmed); their events will be counted again at the next start"
    }
}

/// Sending what changed, and committing what is acknowledged.
extension AggregatorJob {
    /// Within which a stopping or revoked job waits for acknowledgements and its commit.
    private static let drainTimeout: Duration = .seconds(4)

    /// Takes every changed row, to be sent from now on, and notes what the checkpoint over them stands for.
    func takeCheckpoint() {
        var rows: [ResultRow] = []
        var parts: [Checkpoint.Part] = []
        for partition in tasks.keys.sorted() {
            rows += tasks[partition]?.takeRows(emission: publisher.emission) ?? []
            if let part = tasks[partition]?.part() { parts.append(part) }
        }
        let final = rows.count { $0.status == .final }
        pace.taken(at: .now, judged: counters.tally.events, open: rows.count - final, final: final)
        outbox.begin(rows, for: parts)
    }

    /// Sends rows of the checkpoint that was taken, and closes it behind the last one.
    ///
    /// - Parameter limit: rows; without one it waits for room where the producer's queue is full.
    func sendRows(limit: Int = .max) {
        var left = limit
        while left > 0, let row = outbox.next() {
            publisher.send(row)
            left -= 1
        }
        guard let parts = outbox.finish(), !parts.isEmpty || publisher.hasOpenMessages else { return }
        publisher.closeCheckpoint(Checkpoint(parts: parts, closedAt: .now))
    }

    /// Whether rows are to be sent, and the broker has confirmed enough of those before.
    var canSendRows: Bool { !outbox.isIdle && publisher.unconfirmedCount < Self.backPressureAt }

    /// Records in `logs` that are not judged yet, as far as the newest fetches tell; nil where they do not yet.
    func lagRecords() -> Int64? {
        var lag: Int64 = 0
        for task in tasks.values {
            guard let end = partitionEnd(task) else { return nil }
            lag += end - task.nextOffset
        }
        return lag
    }

    /// Commits what is acknowledged, one commit at a time.
    func commitConfirmed() {
        collectConfirmed()
        let isPending =
            !outbox.isIdle || publisher.waitingCheckpoints > 0 || !readyOffsets.isEmpty || !committingOffsets.isEmpty
        if !isPending, lastRefusal == nil { confirmedAt = .now }
        guard !consumer.isCommitting, !readyOffsets.isEmpty else { return }
        committingOffsets = readyOffsets
        readyOffsets = [:]
        do throws(KafkaError) {
            try consumer.commitAsync(Array(committingOffsets.values)) { [weak self, incarnation] error in
                guard let self, self.incarnation == incarnation else { return }
                self.committed(error)
            }
        } catch {
            committed(error)
        }
    }

    private func collectConfirmed() {
        for checkpoint in publisher.takeConfirmed() {
            counters.checkpointConfirmed(after: checkpoint.closedAt.duration(to: .now))
            for part in checkpoint.parts {
                let partition = part.mark.partition
                guard let metadata = tasks[partition]?.metadata(of: part) else { continue }
                readyOffsets[partition] = PartitionOffset(
                    topic: settings.topics.logs, partition: partition, offset: part.mark.offset,
                    metadata: metadata.text)
            }
        }
    }

    /// A refused commit only means that a little more is read again; the next checkpoint tries once more.
    private func committed(_ error: KafkaError?) {
        for offset in committingOffsets.values {
            if error != nil {
                tasks[offset.partition]?.marked = nil
            } else {
                let metadata = offset.metadata.flatMap(CheckpointMetadata.init)
                tasks[offset.partition]?.committedLiveOffset = metadata?.liveOffset
            }
        }
        committingOffsets = [:]
        guard let error else {
            confirmedAt = .now
            lastRefusal = nil
            return
        }
        // Once is enough: a commit that is refused for good is refused twice a second.
        let isNews = lastRefusal != error.code && !error.hasAnotherOwner
        lastRefusal = error.code
        logger.log(level: isNews ? .warning : .debug, "a commit was refused, trying again: \(error)")
    }

    /// A last checkpoint of all partitions, and its commit.
    ///
    /// - Returns: what the broker did not confirm in time; nil when all is committed, or belongs to another job by now,
    ///   which counts from the commit before.
    func finalCheckpoint() -> String? {
        let deadline = ContinuousClock.now + Self.drainTimeout
        sendRows()
        takeCheckpoint()
        sendRows()
        guard publisher.drain(timeout: ContinuousClock.now.duration(to: deadline)) else {
            return "\(publisher.unconfirmedCount) rows"
        }
        collectConfirmed()
        // What is on its way may be lost on it, so it goes along once more, behind its answer. Without that in time there
        // is no last commit: the older one might still be carried out over it, and then a little is counted again anyway.
        let offsets = Array(committingOffsets.merging(readyOffsets) { $1 }.values)
        do throws(KafkaError) {
            try consumer.commit(offsets, timeout: max(.seconds(1), ContinuousClock.now.duration(to: deadline)))
            return nil
        } catch {
            guard !error.hasAnotherOwner else {
                logger.info("the last commit was refused, since the partitions have another owner: \(error)")
                return nil
            }
            return "the offsets of \(offsets.count) partitions (\(error))"
        }
    }

    func shutDown() throws {
        var unconfirmed = finalCheckpoint()
        if lostPartitions > 0, !consumer.isConnected {
            unconfirmed = "the last rows of \(lostPartitions) lost partitions"
        }
        let failure = publisher.failure
        dropTasks()
        // A broker that has not confirmed anything just now will hardly answer this; librdkafka's own limit is 5 s.
        consumer.close(patience: unconfirmed == nil ? .seconds(7) : .seconds(2))
        if let failure { throw failure }
        if let unconfirmed { throw ShutdownError(unconfirmed: unconfirmed) }
        logger.info("stopped; all that was counted is written, and committed")
    }
}

extension KafkaError {
    /// The group has moved on: somebody else has the partitions, or is about to.
    fileprivate var hasAnotherOwner: Bool {
        [.illegalGeneration, .unknownMember, .rebalanceInProgress, .closed, .fencedInstance].contains(code)
    }
}
