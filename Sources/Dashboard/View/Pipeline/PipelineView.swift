import AdModel
import DashboardModel

/// The card "Pipeline": how events get from `logs` to this page, as words ready to show.
struct PipelineView: Encodable {
    /// When the broker was looked at.
    let caption: String
    let figures: [PipelineFigureView]
    let services: [ServiceView]
    let rejected: RejectedView
    let partitions: [PartitionView]
    let hasPartitions: Bool
    /// Why the figures are stale, and since when; empty where they are fresh.
    let banner: String

    init(_ snapshot: Snapshot, now: EventTime) {
        let health = snapshot.pipeline
        let verdict = PipelineVerdict(health, snapshot.ingest, now: now)
        caption = health.map { "as of \(TimeText.second($0.sample.at)) UTC" } ?? "not looked at yet"
        figures = PipelineFigureView.all(snapshot, now: now)
        services = ServiceView.all(health, snapshot.ingest, verdict)
        rejected = RejectedView(health?.sample.rejected)
        partitions = health?.partitions.map(PartitionView.init) ?? []
        hasPartitions = !partitions.isEmpty
        banner = StaleText.text(verdict)
    }
}

/// One partition of `logs`.
struct PartitionView: Encodable {
    let number: String
    /// Lag, next offset of the flink job, end, watermark.
    let figures: [String]

    init(_ partition: PartitionHealth) {
        number = String(partition.partition)
        figures = [
            FigureText.count(partition.lag),
            partition.progress.map { FigureText.count($0.nextOffset) } ?? FigureText.undefined,
            FigureText.count(partition.end),
            partition.progress?.watermark.map(TimeText.dayAndSecond) ?? FigureText.undefined,
        ]
    }
}
