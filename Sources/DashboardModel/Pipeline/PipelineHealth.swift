import AdModel

/// How the pipeline does, from the newest look at the broker and what the looks before it have found.
///
/// Pure: time comes with the looks, and nothing here asks anyone.
public struct PipelineHealth: Hashable, Sendable {
    /// More work than this is waiting is being behind.
    static let mostWork = Milliseconds.seconds(10)
    /// Watermarks trail the events, so one this far ahead of the clock tells of a wrong one.
    static let mostAhead = Milliseconds.seconds(30)

    public let sample: PipelineSample
    /// In order; empty where the broker did not tell.
    public let partitions: [PartitionHealth]
    public let pace: PipelinePace
    let milestones: PipelineMilestones
    private let lastRowAt: EventTime?

    /// - Parameters:
    ///   - previous: what the look before this one made; nil: there was none.
    ///   - ingest: how the dashboard's own reading stands at this look.
    public init(_ sample: PipelineSample, after previous: PipelineHealth?, ingest: IngestState) {
        let partitions = PartitionHealth.all(in: sample, after: previous?.partitions ?? [])
        var pace = previous?.pace ?? PipelinePace()
        pace.take(sample, partitions)
        self.sample = sample
        self.partitions = partitions
        self.pace = pace
        lastRowAt = ingest.lastRowAt
        var milestones = previous?.milestones ?? PipelineMilestones(at: sample.at)
        if let previous {
            let step = PipelineStep(sample: sample, partitions: partitions, pace: pace, ingest: ingest)
            milestones.take(step.findings(after: previous, lastRowAt: previous.lastRowAt), at: sample.at)
        }
        self.milestones = milestones
    }

    /// Records of `logs` that are not judged yet.
    public var lag: Figure<Int64> {
        if let why = sample.logs.why ?? sample.progress.why { return .unknown(why) }
        return .known(partitions.reduce(0) { $0 &+ $1.lag })
    }

    /// How long the flink job needs for what waits, at its pace; nil where that is not known, or it stands still.
    public var work: Milliseconds? { PipelineStep.work(lag: lag.value, pace) }

    /// How far the watermark that is furthest behind trails the wall clock: of the partitions that are being written,
    /// or, where none is, of the one with the newest events. Negative: ahead of the clock.
    public func watermarkAge(at now: EventTime) -> Milliseconds? {
        let active = partitions.filter { $0.isActive(at: sample.at) }.compactMap(\.progress?.watermark)
        let watermark = active.min() ?? partitions.compactMap(\.progress?.watermark).max()
        return watermark.map { Milliseconds(now.milliseconds - $0.milliseconds) }
    }
}

/// One look, and what it says of each part of the pipeline.
struct PipelineStep {
    let sample: PipelineSample
    let partitions: [PartitionHealth]
    let pace: PipelinePace
    let ingest: IngestState

    func findings(after previous: PipelineHealth, lastRowAt: EventTime?) -> PipelineMilestones.Findings {
        let isKnown = !partitions.isEmpty
        let lag = partitions.reduce(0) { $0 &+ $1.lag }
        let hasJudged = partitions.map(\.progress?.nextOffset) != previous.partitions.map(\.progress?.nextOffset)
        let work = Self.work(lag: lag, pace)
        return PipelineMilestones.Findings(
            isAnswered: sample.isAnswered, isRead: ingest.progress == .caughtUp,
            isAttended: isKnown ? sample.members.value.map { $0 > 0 || lag == 0 } : nil,
            isJudged: isKnown ? hasJudged || lag == 0 : nil,
            isOnTime: isKnown ? work.map { $0 <= PipelineHealth.mostWork } : nil,
            isCounted: isKnown ? ingest.lastRowAt != lastRowAt || !hasJudged : nil,
            isWritten: hasWritten(since: previous.sample),
            isInTime: isKnown ? !isAhead : nil)
    }

    /// Retention moves beginnings, which says nothing; nil where one of the looks does not know.
    private func hasWritten(since previous: PipelineSample) -> Bool? {
        guard let now = sample.logs.value, let before = previous.logs.value else { return nil }
        return now.mapValues(\.upperBound) != before.mapValues(\.upperBound)
    }

    private var isAhead: Bool {
        partitions.contains { $0.progress?.watermark.map { $0 > sample.at + PipelineHealth.mostAhead } ?? false }
    }

    static func work(lag: Int64?, _ pace: PipelinePace) -> Milliseconds? {
        guard let lag else { return nil }
        guard lag > 0 else { return .zero }
        guard let millionths = pace.judged?.millionths, millionths > 0 else { return nil }
        return Milliseconds(Int64(clamping: Int128(lag) * 1_000_000_000 / Int128(millionths)))
    }
}
