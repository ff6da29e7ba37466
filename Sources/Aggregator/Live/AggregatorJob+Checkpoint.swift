import AdModel
import Kafka

/// Rows were not acknowledged before the job had to end; their offsets are not committed, so nothing is lost.
public struct ShutdownError: Error, CustomStringConvertible {
    let unconfirmed: Int

    public var description: String {
        "stopped while the broker had not confirmed \(unconfirmed) rows; their events will be counted again at the next start"
    }
}

/// Sending what changed, and committing what is acknowledged.
extension AggregatorJob {
    /// Within which a stopping or revoked job waits for acknowledgements.
    private static let drainTimeout: Duration = .seconds(4)

    /// Sends every changed row and closes the checkpoint over what has been read.
    func checkpoint() {
        var offsets: [PartitionOffset] = []
        for partition in tasks.keys.sorted() {
            guard var task = tasks.removeValue(forKey: partition) else { continue }
            if task.isRebuilding {
                task.discardChanges()
            } else {
                for row in task.engine.takeFinalRows() { publisher.send(row) }
                for row in task.engine.takeLiveRows() { publisher.send(row) }
            }
            if task.hasProgress {
                task.checkpointed = task.nextOffset
                offsets.append(
                    PartitionOffset(topic: settings.topics.logs, partition: partition, offset: task.nextOffset))
            }
            tasks[partition] = task
        }
        publisher.closeCheckpoint(offsets)
    }

    /// A last checkpoint of all partitions, and its commit.
    ///
    /// - Returns: whether everything sent was acknowledged in time.
    func finalCheckpoint() -> Bool {
        checkpoint()
        guard publisher.drain(timeout: Self.drainTimeout) else { return false }
        let offsets = publisher.takeConfirmed()
        guard !offsets.isEmpty else { return true }
        do throws(KafkaError) {
            try consumer.commit(offsets, timeout: Self.drainTimeout)
            logger.info("all that was counted is written, and committed")
        } catch {
            logger.warning("all is written, but not committed, so some events will be read again: \(error)")
        }
        return true
    }

    func shutDown() throws {
        let isComplete = finalCheckpoint()
        let unconfirmed = publisher.unconfirmedCount
        dropTasks()
        consumer.close()
        if let failure = publisher.failure { throw failure }
        guard isComplete else { throw ShutdownError(unconfirmed: unconfirmed) }
        logger.info("stopped")
    }
}
