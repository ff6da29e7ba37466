import AdModel
import Aggregator
import Telemetry
import Topics

/// The aggregator's figures as metrics. What jobs count is added up; how each of them stands has its number as a label.
enum AggregatorMetrics {
    /// - Parameter now: wall clock, for the lag in seconds of event time.
    static func families(_ board: AggregatorBoard, now: EventTime = .now()) -> [MetricFamily] {
        let jobs = board.figures.sorted { $0.key < $1.key }
        let all = jobs.map(\.value)
        let partitions = board.partitions.sorted { $0.key < $1.key }
        let current = board.currentPartitions.sorted { $0.key < $1.key }
        return records(all) + rows(all) + work(all) + state(jobs) + progress(partitions) + lag(current, now: now)
    }

    private static func records(_ jobs: [AggregatorFigures]) -> [MetricFamily] {
        let tally = jobs.reduce(into: RecordTally()) { $0 += $1.tally }
        let reasons = RejectReason.allCases.filter { $0 != .late }
        return [
            .counter(
                "adtally_events_total", "Records of logs judged, by what became of them.",
                [
                    MetricSample(["outcome": "accepted"], tally.accepted),
                    MetricSample(["outcome": "late"], tally.late),
                    MetricSample(["outcome": "rejected"], tally.rejected),
                ]),
            .counter(
                "adtally_rejected_total", "Records rejected for what they are, by reason.",
                reasons.map { MetricSample(["reason": $0.rawValue], tally.reasons[$0, default: 0]) }),
            .counter("adtally_dead_letters_total", "Records sent to logs.dlq.", sum(jobs, \.deadLetters)),
        ]
    }

    private static func rows(_ jobs: [AggregatorFigures]) -> [MetricFamily] {
        [
            .counter(
                "adtally_rows_total", "Rows sent, final ones to results and open ones to results.live.",
                [
                    MetricSample(["status": "final"], sum(jobs, \.finalRows)),
                    MetricSample(["status": "open"], sum(jobs, \.liveRows)),
                ]),
            .gauge(
                "adtally_unconfirmed_messages", "Rows and dead letters that the broker has not acknowledged yet.",
                sum(jobs, \.unconfirmed)),
        ]
    }

    private static func work(_ jobs: [AggregatorFigures]) -> [MetricFamily] {
        [
            .summary(
                "adtally_checkpoint_seconds", "From the close of a checkpoint to its last acknowledgement.",
                sum: jobs.reduce(0) { $0 + $1.checkpointSeconds }, count: sum(jobs, \.checkpoints)),
            .summary(
                "adtally_restore_seconds", "From a partition's assignment until its state was read back.",
                sum: jobs.reduce(0) { $0 + $1.restoreSeconds }, count: sum(jobs, \.restores)),
            .counter("adtally_restored_rows_total", "Rows read back to restore state.", sum(jobs, \.rowsRestored)),
            .counter(
                "adtally_rebalances_total", "Assignments, revocations and losses of partitions.",
                sum(jobs, \.rebalances)),
            .counter(
                "adtally_producer_restarts_total", "New Kafka producers in the place of one that failed for good.",
                sum(jobs, \.producerRestarts)),
        ]
    }

    private static func state(_ jobs: [(key: Int, value: AggregatorFigures)]) -> [MetricFamily] {
        func each(_ name: String, _ help: String, _ value: (AggregatorFigures) -> Double?) -> MetricFamily {
            .gauge(
                name, help,
                jobs.compactMap { job, figures in
                    value(figures).map { MetricSample(["job": "\(job)"], $0) }
                })
        }
        return [
            each("adtally_kafka_connected", "1 while the job is connected to a Kafka broker.") {
                $0.isConnected ? 1 : 0
            },
            each("adtally_job_working", "1 while the broker answers what the job asks.") { $0.isWorking ? 1 : 0 },
            each("adtally_job_paused", "1 while the job reads nothing, since the broker confirms too slowly.") {
                $0.isPaused ? 1 : 0
            },
            each("adtally_last_checkpoint_seconds", "Duration of the newest checkpoint.", \.lastCheckpointSeconds),
            each("adtally_last_restore_seconds", "Duration of the newest restore.", \.lastRestoreSeconds),
        ]
    }

    private typealias Partitions = [(key: Int32, value: PartitionFigures)]

    private static func progress(_ partitions: Partitions) -> [MetricFamily] {
        [
            gauge(partitions, "adtally_next_offset", "Offset behind the last record judged.") { Int($0.nextOffset) },
            gauge(partitions, "adtally_end_offset", "End of the partition of logs, as last heard.") {
                $0.endOffset.map(Int.init)
            },
            gauge(
                partitions, "adtally_watermark_timestamp_seconds",
                "The watermark, in seconds of event time since 1970."
            ) { $0.watermark.map { Double($0.milliseconds) / 1000 } },
            gauge(partitions, "adtally_epoch", "How often the partition was recreated or truncated.") { Int($0.epoch) },
            gauge(partitions, "adtally_windows", "Windows whose state is held.", \.windows),
            gauge(partitions, "adtally_keys", "Rows whose state is held.", \.keys),
        ]
    }

    /// - Parameter partitions: of which it is known how they stand now.
    private static func lag(_ partitions: Partitions, now: EventTime) -> [MetricFamily] {
        [
            gauge(partitions, "adtally_lag_records", "Records of logs that are not judged yet.") {
                $0.lagRecords.map(Int.init)
            },
            gauge(
                partitions, "adtally_lag_seconds",
                "Wall clock less the newest accepted event time; 0 when all records are judged."
            ) { $0.lagSeconds(at: now) },
        ]
    }

    private static func gauge(
        _ partitions: Partitions, _ name: String, _ help: String, _ value: (PartitionFigures) -> Int?
    ) -> MetricFamily {
        .gauge(
            name, help,
            partitions.compactMap { number, figures in
                value(figures).map { MetricSample(["partition": "\(number)"], $0) }
            })
    }

    private static func gauge(
        _ partitions: Partitions, _ name: String, _ help: String, _ value: (PartitionFigures) -> Double?
    ) -> MetricFamily {
        .gauge(
            name, help,
            partitions.compactMap { number, figures in
                value(figures).map { MetricSample(["partition": "\(number)"], $0) }
            })
    }

    private static func sum(_ jobs: [AggregatorFigures], _ count: (AggregatorFigures) -> Int) -> Int {
        jobs.reduce(0) { $0 + count($1) }
    }
}
