import AdModel
import Windowing

/// What the job keeps of one assigned partition.
struct PartitionTask {
    var engine: PartitionEngine
    var silence: SilenceWatch
    /// The offset behind the last record judged.
    var nextOffset: Int64
    /// The group's committed offset when the partition was assigned. Records below it are read again to rebuild the
    /// windows; their rejections are in `logs.dlq` already.
    let committedAtStart: Int64
    /// The offset named by the newest checkpoint, sent for commit or waiting for it.
    var checkpointed: Int64

    /// A partition with nothing to say since the last checkpoint costs no commit.
    var hasProgress: Bool { nextOffset > max(checkpointed, committedAtStart) }
}
