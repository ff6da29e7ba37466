import AdCodec
import AdModel
import Kafka

/// Where a partition's state is read from, before any row has been read.
///
/// - Source: DESIGN §6.2.
struct RestorePlan {
    /// Why more is read than a checkpoint would need.
    enum Reason: Hashable {
        /// The group has committed nothing for this partition.
        case noCommit
        /// The commit is another program's, or from before the rows were the checkpoint.
        case noMetadata
        /// Rows that the checkpoint needs are no longer in their topics.
        case rowsGone
    }

    let partition: Int32
    /// What the group has committed; a log that ends below it is another one.
    let committedOffset: Int64?
    /// Where the records go on; nil: at the first one there is.
    let nextOffset: Int64?
    let watermark: EventTime?
    /// Windows that end at or before it had been dropped: their rows are not read back.
    let droppedThrough: EventTime?
    let epoch: Int32
    /// The rows to read, of `results.live` and of `results`, up to the ends they have now.
    let live: Range<Int64>
    let final: Range<Int64>
    /// nil: all is as a checkpoint left it.
    let reason: Reason?

    /// - Parameters:
    ///   - committed: nil where the group has no commit for the partition.
    ///   - live: the first offset and the next one of the partition of `results.live`; `final` likewise of `results`.
    ///   - rowsAreGone: it is known that the rows from the checkpoint's bounds on are not all there.
    /// - Throws: ``WindowSizeError`` when the checkpoint counted in other windows.
    init(
        partition: Int32, committed: PartitionOffset?, live: Range<Int64>, final: Range<Int64>,
        windowSize: Milliseconds,
        rowsAreGone: Bool = false
    ) throws(WindowSizeError) {
        self.partition = partition
        committedOffset = committed?.offset
        let metadata = committed?.metadata.flatMap(CheckpointMetadata.init)
        epoch = metadata?.epoch ?? 0
        guard let metadata else {
            (nextOffset, watermark, droppedThrough) = (committed?.offset, nil, nil)
            (self.live, self.final) = (live, final)
            reason = committed == nil ? .noCommit : .noMetadata
            return
        }
        guard metadata.windowSize == windowSize else {
            throw WindowSizeError(found: metadata.windowSize, asked: windowSize, place: "the group's commit")
        }
        // Whether they are beyond the end shows when they are read.
        let areThere = metadata.liveOffset >= live.lowerBound && metadata.finalOffset >= final.lowerBound
        guard areThere, !rowsAreGone else {
            (nextOffset, watermark, droppedThrough) = (nil, nil, nil)
            (self.live, self.final) = (live, final)
            reason = .rowsGone
            return
        }
        (nextOffset, watermark) = (committed?.offset, metadata.watermark)
        droppedThrough = metadata.watermark.map { $0 - metadata.lateness }
        self.live = metadata.liveOffset..<max(metadata.liveOffset, live.upperBound)
        self.final = metadata.finalOffset..<max(metadata.finalOffset, final.upperBound)
        reason = nil
    }
}

/// The topics hold the state of windows of another length, which this job cannot go on with.
public struct WindowSizeError: Error, Hashable, CustomStringConvertible {
    let found: Milliseconds
    let asked: Milliseconds
    let place: String

    public var description: String {
        """
        \(place) is of windows of \(Self.text(found)), not \(Self.text(asked)): start with --window \(Self.text(found)), \
        or, to count everything anew in other windows, delete the topics results and results.live and take another --group
        """
    }

    private static func text(_ span: Milliseconds) -> String {
        let count = span.count
        return count.isMultiple(of: 1000) ? "\(count / 1000)s" : "\(count)ms"
    }
}
