import AdModel
import Aggregator
import Synchronization
import Telemetry
import Testing

@testable import adtally

/// What the aggregator's jobs publish, as the lines that are scraped.
@Suite struct AggregatorMetricsTests {
    private static let now = EventTime(milliseconds: 1_795_222_800_000)

    private static func lines(_ board: AggregatorBoard) -> Set<Substring> {
        Set(PrometheusText.encode(AggregatorMetrics.families(board, now: now)).split(separator: "\n"))
    }

    private static func figures(_ factor: Int) -> AggregatorFigures {
        var figures = AggregatorFigures()
        figures.tally.events = 20 * factor
        figures.tally.accepted = 13 * factor
        figures.tally.reasons = [.late: 2 * factor, .json: 4 * factor, .future: factor]
        figures.finalRows = 3 * factor
        figures.liveRows = 5 * factor
        figures.deadLetters = 7 * factor
        figures.unconfirmed = factor
        figures.checkpoints = 4 * factor
        figures.checkpointSeconds = 0.5 * Double(factor)
        figures.lastCheckpointSeconds = 0.125
        figures.restores = factor
        figures.restoreSeconds = 2 * Double(factor)
        figures.rowsRestored = 9 * factor
        figures.rebalances = factor
        figures.isConnected = true
        return figures
    }

    @Test func whatJobsCountIsAddedUp() {
        let board = AggregatorBoard(jobs: 2)
        board.publish(Self.figures(1), job: 0)
        board.publish(Self.figures(10), job: 1)
        let lines = Self.lines(board)
        for line in [
            #"adtally_events_total{outcome="accepted"} 143"#, #"adtally_events_total{outcome="late"} 22"#,
            #"adtally_events_total{outcome="rejected"} 55"#, #"adtally_rejected_total{reason="json"} 44"#,
            #"adtally_rejected_total{reason="future"} 11"#, #"adtally_rejected_total{reason="size"} 0"#,
            #"adtally_rows_total{status="final"} 33"#, #"adtally_rows_total{status="open"} 55"#,
            "adtally_dead_letters_total 77", "adtally_unconfirmed_messages 11", "adtally_checkpoint_seconds_sum 5.5",
            "adtally_checkpoint_seconds_count 44", "adtally_restore_seconds_sum 22", "adtally_restore_seconds_count 11",
            "adtally_restored_rows_total 99", "adtally_rebalances_total 11", "adtally_producer_restarts_total 0",
            #"adtally_kafka_connected{job="0"} 1"#, #"adtally_kafka_connected{job="1"} 1"#,
            #"adtally_job_working{job="1"} 0"#, #"adtally_last_checkpoint_seconds{job="0"} 0.125"#,
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
        #expect(!lines.contains { $0.hasPrefix("adtally_last_restore_seconds") }, "there was none")
        #expect(!lines.contains { $0.contains("reason=\"late\"") }, "late events are an outcome of their own")
    }

    @Test func eachPartitionHasItsLagAndItsWatermark() {
        var figures = Self.figures(1)
        var behind = PartitionFigures()
        behind.nextOffset = 90
        behind.endOffset = 100
        behind.newestEventTime = Self.now - .seconds(12)
        behind.watermark = Self.now - .seconds(17)
        behind.epoch = 2
        behind.windows = 11
        behind.keys = 220
        figures.partitions = [10: behind, 2: PartitionFigures()]
        let board = AggregatorBoard(jobs: 1)
        board.publish(figures, job: 0)
        let lines = Self.lines(board)
        for line in [
            #"adtally_next_offset{partition="10"} 90"#, #"adtally_end_offset{partition="10"} 100"#,
            #"adtally_lag_records{partition="10"} 10"#, #"adtally_lag_seconds{partition="10"} 12"#,
            #"adtally_watermark_timestamp_seconds{partition="10"} 1795222783"#, #"adtally_epoch{partition="10"} 2"#,
            #"adtally_windows{partition="10"} 11"#, #"adtally_keys{partition="10"} 220"#,
            #"adtally_next_offset{partition="2"} 0"#,
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
        let unknown = [
            "adtally_lag_records", "adtally_lag_seconds", "adtally_end_offset", "adtally_watermark_timestamp_seconds",
        ]
        for name in unknown {
            #expect(!lines.contains { $0.hasPrefix(name + #"{partition="2"}"#) }, "\(name) is not known yet")
        }
    }

    /// Its last figures would say 0, or whatever it was then, for as long as it stands still.
    @Test(arguments: [(true, Duration.seconds(14), true), (true, .seconds(15), false), (false, .zero, false)])
    func aJobThatStandsStillHasNoLag(isConnected: Bool, silence: Duration, isTold: Bool) {
        let start = ContinuousClock.now
        let clock = Mutex(start)
        let board = AggregatorBoard(jobs: 1) { clock.withLock { $0 } }
        var figures = Self.figures(1)
        figures.isConnected = isConnected
        var done = PartitionFigures()
        done.nextOffset = 90
        done.endOffset = 90
        done.newestEventTime = Self.now
        done.watermark = Self.now
        figures.partitions = [2: done]
        board.publish(figures, job: 0)
        clock.withLock { $0 += silence }
        let lines = Self.lines(board)
        for name in ["adtally_lag_records", "adtally_lag_seconds"] {
            #expect(lines.contains(Substring(name + #"{partition="2"} 0"#)) == isTold, "\(name)")
        }
        for name in ["adtally_next_offset", "adtally_end_offset", "adtally_watermark_timestamp_seconds"] {
            #expect(lines.contains { $0.hasPrefix(name + #"{partition="2"}"#) }, "\(name) is what was last heard")
        }
    }

    @Test func everyNameFollowsTheRule() {
        let board = AggregatorBoard(jobs: 1)
        var figures = Self.figures(1)
        figures.partitions[0] = PartitionFigures()
        board.publish(figures, job: 0)
        let families = AggregatorMetrics.families(board, now: Self.now)
        #expect(Set(families.map(\.name)).count == families.count, "each name once")
        for family in families {
            #expect(family.name.hasPrefix("adtally_"))
            #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
        }
    }
}
