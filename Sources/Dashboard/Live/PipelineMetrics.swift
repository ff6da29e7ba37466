import AdModel
import DashboardModel
import Telemetry

/// The pipeline as the dashboard sees it from outside, as metrics: there also where the flink job is not.
enum PipelineMetrics {
    static func families(_ health: PipelineHealth?, _ ingest: IngestState, now: EventTime) -> [MetricFamily] {
        [
            .gauge(
                "adtally_dashboard_figures_fresh", "0 while the page says that its figures are stale.",
                ingest.connection != .connecting && PipelineVerdict(health, ingest, now: now) == .fresh),
            .gauge(
                "adtally_dashboard_pipeline_lag_records",
                "Records of logs that the flink job has not committed, as last looked at; no sample where unknown.",
                (health?.partitions ?? []).map {
                    MetricSample(["partition": "\($0.partition)"], Int(clamping: $0.lag))
                }),
            .gauge(
                "adtally_dashboard_pipeline_members", "Consumers in the flink job's group; no sample where unknown.",
                health?.sample.members.value.map { [MetricSample([:], $0)] } ?? []),
        ]
    }
}
