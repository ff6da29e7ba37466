import AdModel
import Testing

@testable import DashboardModel

struct PipelineHealthTests {
    private func health(
        _ logs: [Int32: Range<Int64>], _ progress: [Int32: JobProgress], at second: Int64 = 0,
        after previous: PipelineHealth? = nil
    ) -> PipelineHealth {
        let sample = PipelineSample(
            at: minute(0) + .seconds(second), isAnswered: true, logs: .known(logs), progress: .known(progress),
            members: .known(1), rejected: .unknown(""))
        return PipelineHealth(sample, after: previous, ingest: IngestState())
    }

    private func progress(_ next: Int64, watermark second: Int64? = nil) -> JobProgress {
        JobProgress(nextOffset: next, watermark: second.map { minute(0) + .seconds($0) })
    }

    @Test func lagIsWhatIsNotJudged() {
        let health = health(
            [0: 0..<10, 1: 5..<9, 2: 3..<3, 3: 0..<4], [0: progress(7), 2: progress(3), 3: progress(90)])
        #expect(health.partitions.map(\.partition) == [0, 1, 2, 3])
        // Without a commit from the first record on; none where the log is shorter than the commit.
        #expect(health.partitions.map(\.lag) == [3, 4, 0, 0])
        #expect(health.lag == .known(7))
    }

    @Test func aRefusalIsNoLagAndSaysWhy() {
        let sample = PipelineSample(
            at: minute(0), isAnswered: true, logs: .known([0: 0..<4]), progress: .unknown("no right"),
            members: .unknown("no right"), rejected: .unknown(""))
        let health = PipelineHealth(sample, after: nil, ingest: IngestState())
        #expect(health.lag == .unknown("no right"))
        #expect(health.watermarkAge(at: minute(1)) == nil && health.work == nil && health.partitions.isEmpty)
    }

    @Test func thePaceIsTheMeanOfTenSeconds() {
        var last: PipelineHealth?
        for second in stride(from: Int64(0), through: 20, by: 2) {
            let end = max(0, second - 10) * 7
            last = health([0: 0..<end], [0: progress(second * 3)], at: second, after: last)
            if second == 0 { #expect(last?.pace.written == nil) }
            if second == 10 { #expect(last?.pace.written?.millionths == 0) }
        }
        #expect(last?.pace.written?.millionths == 7_000_000)
        let anew = health([0: 0..<2], [0: progress(1)], at: 22, after: last)
        #expect(anew.pace.written == nil, "logs was made anew")
        #expect(health([0: 0..<4], [0: progress(1)], at: 24, after: anew).pace.written?.millionths == 1_000_000)
        let silent = PipelineSample(
            at: minute(1), isAnswered: false, logs: .unknown(""), progress: .unknown(""), members: .unknown(""),
            rejected: .unknown(""))
        #expect(PipelineHealth(silent, after: anew, ingest: IngestState()).pace.written == nil)
        #expect(health([0: 0..<6], [0: progress(1)], at: 3, after: anew).pace.written == nil, "a clock that goes back")
    }

    @Test func theWatermarkAgeIsThatOfTheSlowestPartitionWithTraffic() {
        let quiet = health([0: 0..<5, 1: 0..<5], [0: progress(5, watermark: 50), 1: progress(5, watermark: -900)])
        #expect(quiet.watermarkAge(at: minute(1)) == .seconds(10), "nothing is written: the newest")
        let busy = health(
            [0: 0..<6, 1: 0..<5], [0: progress(6, watermark: 40), 1: progress(5, watermark: -900)], at: 2, after: quiet)
        #expect(busy.watermarkAge(at: minute(1)) == .seconds(20), "partition 1 is idle")
        let slow = health(
            [0: 0..<7, 1: 0..<6], [0: progress(7, watermark: 40), 1: progress(5, watermark: -900)], at: 4, after: busy)
        #expect(slow.watermarkAge(at: minute(1)) == .seconds(960), "partition 1 waits")
        #expect(slow.partitions.map(\.writtenAt) == [minute(0) + .seconds(4), minute(0) + .seconds(4)])
    }

    @Test func extremesDoNotTrap() {
        let largest = Int64.max
        let first = health([0: 0..<largest, 1: 0..<largest], [0: progress(0, watermark: 4_000_000_000)])
        let second = health(
            [0: 0..<largest, 1: 0..<largest], [0: progress(largest), 1: progress(largest)], at: 2, after: first)
        _ = (first.lag, first.work, second.work, second.pace.judged, first.watermarkAge(at: minute(1)))
    }
}
