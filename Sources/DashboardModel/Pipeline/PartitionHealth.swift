import AdModel

/// How far one partition of `logs` is written, and how far judged.
public struct PartitionHealth: Hashable, Sendable {
    /// A partition that was written so lately has a watermark that should move.
    private static let activity = Milliseconds.minutes(1)

    public let partition: Int32
    /// The offset of the next record to come.
    public let end: Int64
    /// nil where the flink job has committed nothing.
    public let progress: JobProgress?
    /// Records that are not judged yet; 0 also where `logs` was made anew and ends before the commit.
    public let lag: Int64
    /// Wall clock at which its end was last seen to move; nil: not since the dashboard began to look.
    public let writtenAt: EventTime?

    init(_ partition: Int32, _ range: Range<Int64>, _ progress: JobProgress?, writtenAt: EventTime?) {
        self.partition = partition
        self.progress = progress
        self.writtenAt = writtenAt
        end = range.upperBound
        // Without a commit the job will begin at the first record there is.
        lag = max(0, range.upperBound - max(range.lowerBound, progress?.nextOffset ?? 0))
    }

    /// Where the next record is judged, or would be.
    var judged: Int64 { end - lag }

    /// Whether its watermark tells something of the present.
    func isActive(at now: EventTime) -> Bool {
        lag > 0 || writtenAt.map { now < $0 + Self.activity } ?? false
    }

    /// All partitions of a look, in order; none where the broker did not tell.
    static func all(in sample: PipelineSample, after previous: [PartitionHealth]) -> [PartitionHealth] {
        guard let ranges = sample.logs.value, let progress = sample.progress.value else { return [] }
        let known = Dictionary(previous.map { ($0.partition, $0) }, uniquingKeysWith: { first, _ in first })
        return ranges.sorted { $0.key < $1.key }.map { partition, range in
            let before = known[partition]
            let hasMoved = before.map { $0.end != range.upperBound } ?? false
            return PartitionHealth(
                partition, range, progress[partition], writtenAt: hasMoved ? sample.at : before?.writtenAt)
        }
    }
}
