import AdModel
import Windowing

/// What the job keeps of one assigned partition.
struct PartitionTask {
    var engine: PartitionEngine
    var silence: SilenceWatch
    /// The offset behind the last record judged.
    var nextOffset: Int64
    /// The group's committed offset when the partition was assigned. Records below it are read again to rebuild the
    /// windows; their rows and rejections are acknowledged already, so nothing of them is sent.
    var committedAtStart: Int64
    /// Until the first record at `committedAtStart` or later, or the end of the partition.
    var isRebuilding: Bool
    /// The offset named by the newest checkpoint, sent for commit or waiting for it.
    var checkpointed: Int64

    /// A partition with nothing to say since the last checkpoint costs no commit.
    var hasProgress: Bool { nextOffset > max(checkpointed, committedAtStart) }

    /// Forgets which rows have changed: up to here they are in the topics, and perhaps better ones, of a log that was
    /// longer then.
    mutating func discardChanges() {
        _ = engine.takeFinalRows()
        _ = engine.takeLiveRows()
    }

    mutating func finishRebuilding() {
        guard isRebuilding else { return }
        discardChanges()
        isRebuilding = false
    }
}
