import AdModel

/// What one look at the broker told of the pipeline.
public struct PipelineSample: Hashable, Sendable {
    /// Wall clock of the look.
    public var at: EventTime
    /// Whether the broker answered anything at all.
    public var isAnswered: Bool
    /// What each partition of `logs` holds: the offset of its first record, and that of its next one.
    public var logs: Figure<[Int32: Range<Int64>]>
    /// How far the flink job's commits are; a partition without a commit is left out.
    public var progress: Figure<[Int32: JobProgress]>
    /// Consumers in the flink job's group; each of its threads is one.
    public var members: Figure<Int>
    public var rejected: Figure<RejectedCounts>

    public init(
        at: EventTime, isAnswered: Bool, logs: Figure<[Int32: Range<Int64>]>,
        progress: Figure<[Int32: JobProgress]>, members: Figure<Int>, rejected: Figure<RejectedCounts>
    ) {
        self.at = at
        self.isAnswered = isAnswered
        self.logs = logs
        self.progress = progress
        self.members = members
        self.rejected = rejected
    }
}

/// What the flink job has committed for one partition.
public struct JobProgress: Hashable, Sendable {
    /// Every record below it is judged, and its rows are acknowledged.
    public let nextOffset: Int64
    /// nil before the first accepted event, and where another program made the commit.
    public let watermark: EventTime?

    public init(nextOffset: Int64, watermark: EventTime?) {
        self.nextOffset = nextOffset
        self.watermark = watermark
    }
}
