import AdCodec
import AdModel
import Kafka

/// What a checkpoint stands for: how far each partition's records are in rows that it waits for.
struct Checkpoint {
    /// One partition's part in it.
    struct Part {
        let mark: CheckpointMark
        /// The ends of both results topics, as far as they were known when the checkpoint was closed.
        let liveEnd: Int64
        let finalEnd: Int64
    }

    let parts: [Part]
    let closedAt: ContinuousClock.Instant
}

extension PartitionTask {
    /// This partition's part in the checkpoint that is being closed; nil where nothing has changed since the last one.
    mutating func part() -> Checkpoint.Part? {
        let mark = mark()
        guard mark != marked else { return nil }
        marked = mark
        return Checkpoint.Part(mark: mark, liveEnd: live.end, finalEnd: final.end)
    }

    /// What may be committed once all rows of a checkpoint are acknowledged.
    mutating func metadata(of part: Checkpoint.Part) -> CheckpointMetadata {
        let mark = part.mark
        let bounds = (
            live.bound(oldest: mark.oldestLive, end: part.liveEnd),
            final.bound(oldest: mark.oldestFinal, end: part.finalEnd)
        )
        if let oldest = mark.oldestLive { live.forget(before: oldest) }
        if let oldest = mark.oldestFinal { final.forget(before: oldest) }
        return CheckpointMetadata(
            windowSize: engine.rules.size, watermark: mark.watermark, epoch: mark.epoch, liveOffset: bounds.0,
            finalOffset: bounds.1, lateness: mark.lateness)
    }

    /// A row is in its topic.
    mutating func delivered(_ report: DeliveryReport, isFinal: Bool) {
        if isFinal {
            final.delivered(emission: report.token, offset: report.offset)
        } else {
            live.delivered(emission: report.token, offset: report.offset)
        }
    }
}
