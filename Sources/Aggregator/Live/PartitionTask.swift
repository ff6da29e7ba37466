import AdCodec
import AdModel
import Kafka
import Windowing

/// What the job keeps of one assigned partition.
struct PartitionTask {
    var engine: PartitionEngine
    var silence: SilenceWatch
    /// The offset behind the last record judged.
    var nextOffset: Int64
    /// Last rows of older epochs, due to be sent.
    var leftover: [ResultRow]
    var live: RowPositions
    var final: RowPositions
    /// The newest checkpoint that is under way or committed; nil: none since the partition was assigned, or refused.
    var marked: CheckpointMark?
    /// Everything before it in `results.live` may be deleted; nil before the first commit.
    var committedLiveOffset: Int64?
    var trimmedLiveOffset: Int64 = 0

    init(_ restored: RestoredPartition, silence: SilenceWatch) {
        engine = restored.engine
        self.silence = silence
        nextOffset = restored.nextOffset
        leftover = restored.leftover
        live = RowPositions(read: restored.plan.live)
        final = RowPositions(read: restored.plan.final)
    }

    /// Judges and counts the records of a run.
    ///
    /// - Parameter time: now, on the clock of the silence watch.
    /// - Returns: which of them could not be counted, by their place in the run, and why.
    mutating func count(_ run: RecordRun, at time: EventTime, _ judge: RecordJudge) -> [(Int, Rejection)] {
        var rejected: [(Int, Rejection)] = []
        for (position, record) in run.enumerated() {
            let rejection = judge.apply(
                record.value, offset: record.offset, recordTime: record.timestamp.map(EventTime.init(milliseconds:)),
                to: &engine)
            if let rejection { rejected.append((position, rejection)) }
        }
        nextOffset = run.nextOffset
        silence.recordArrived(at: time)
        return rejected
    }

    /// Every row that changed, to be sent in this emission.
    mutating func takeRows(emission: UInt64) -> [ResultRow] {
        defer { leftover = [] }
        return leftover + engine.takeFinalRows(emission: emission) + engine.takeLiveRows(emission: emission)
    }

    /// The state as it stands, once its rows are taken.
    func mark() -> CheckpointMark {
        CheckpointMark(
            partition: engine.partition, offset: nextOffset, watermark: engine.watermark, epoch: engine.epoch,
            lateness: engine.heldLateness, oldestLive: engine.oldestEmission(of: .open),
            oldestFinal: engine.oldestEmission(of: .final))
    }

    /// The log is another one: what is known of it is closed, and it is counted anew from its start.
    mutating func beginEpoch(at offset: Int64) {
        engine.closeAll()
        leftover += engine.takeFinalRows()
        engine = PartitionEngine(partition: engine.partition, rules: engine.rules, epoch: engine.epoch + 1)
        nextOffset = offset
    }
}

/// What a checkpoint stands for, before it is known where its rows are: a partition with nothing new since the last one
/// costs no commit.
struct CheckpointMark: Hashable {
    let partition: Int32
    let offset: Int64
    let watermark: EventTime?
    let epoch: Int32
    let lateness: Milliseconds
    let oldestLive: UInt64?
    let oldestFinal: UInt64?
}
