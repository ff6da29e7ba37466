import TestSupport
import Testing

@testable import Kafka

@Suite struct ConsumerTests {
    private static let p0 = TopicPartition("t", 0)

    @Test func anOffsetOutOfRangeIsAnEventAndASeekGoesOn() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<5)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 1_000)])
                let seen = Recording()
                try consumer.pollUntil("the error", done: seen.lastFailure != nil) { seen.note($0) }
                #expect(seen.lastFailure?.isOffsetOutOfRange == true)
                #expect(seen.offsets == [])
                try consumer.seek(PartitionOffset(Self.p0, offset: 3))
                try consumer.pollUntil("records again", done: seen.offsets.count == 2) { seen.note($0) }
                #expect(seen.offsets == [3, 4])
            }
        }
    }

    @Test func pausingAndSeekingLoseAndRepeatNothing() async throws {
        try await Cluster.run(partitions: 2) { cluster in
            let p1 = TopicPartition("t", 1)
            try cluster.produce(0..<20_000)
            try cluster.produce(0..<20_000, partition: 1)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0), PartitionOffset(p1, offset: 0)])
                var next: [TopicPartition: Int64] = [Self.p0: 0, p1: 0]
                var wrong = 0
                var polls = 0
                while next[Self.p0] != 20_000 || next[p1] != 20_000 {
                    guard polls < 5_000 else { throw Unexpected("stuck at \(next)") }
                    polls += 1
                    // Resumes twice, once too often: that must not fetch anything again.
                    if polls % 3 == 0 { try consumer.pause([Self.p0]) }
                    if polls % 3 == 1 { try consumer.resume([Self.p0]) }
                    if polls % 3 == 2 { try consumer.resume([Self.p0, p1]) }
                    try consumer.poll(maxRecords: 317, timeout: .milliseconds(5)) { event in
                        guard case .record(let record) = event else { return }
                        if record.offset != next[record.topicPartition] { wrong += 1 }
                        next[record.topicPartition] = record.offset + 1
                    }
                }
                #expect(wrong == 0)
            }
        }
    }

    @Test func runsHoldEveryRecordOnceInOrderEachOfOnePartition() async throws {
        try await Cluster.run(partitions: 2) { cluster in
            let p1 = TopicPartition("t", 1)
            try cluster.produce(0..<3_000)
            try cluster.produce(0..<3_000, partition: 1)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 10), PartitionOffset(p1, offset: 20)])
                var next: [Int32: Int64] = [0: 10, 1: 20]
                var (wrong, runs, ends, polls) = (0, 0, 0, 0)
                while ends < 2 {
                    guard polls < 1_000 else { throw Unexpected("stuck at \(next)") }
                    polls += 1
                    try consumer.pollRuns(maxRecords: 500, timeout: .milliseconds(20)) { run in
                        runs += 1
                        if run.firstOffset != next[run.partition] { wrong += 1 }
                        for (record, offset) in zip(run, run.firstOffset...)
                        where record.offset != offset || record.partition != run.partition || record.topic != "t" {
                            wrong += 1
                        }
                        next[run.partition] = run.nextOffset
                    } onOther: { event in
                        if case .endOfPartition = event { ends += 1 }
                    }
                }
                #expect(wrong == 0)
                #expect(next == [0: 3_000, 1: 3_000])
                #expect(runs < 1_000, "and not one by one")
            }
        }
    }

    @Test func aSeekInARunConcernsTheRunsBehindIt() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<100)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                var offsets: [Int64] = []
                var hasMoved = false
                var polls = 0
                while !hasMoved || offsets.last != 99 {
                    guard polls < 1_000 else { throw Unexpected("stuck at \(offsets)") }
                    polls += 1
                    try consumer.pollRuns(maxRecords: 1_000, timeout: .milliseconds(60)) { run in
                        offsets += run.map(\.offset)
                        guard !hasMoved else { return }
                        hasMoved = true
                        try? consumer.seek(PartitionOffset(Self.p0, offset: 90))
                    } onOther: { _ in
                    }
                }
                #expect(offsets == Array(0..<Int64(offsets.count - 10)) + Array(90..<100))
            }
        }
    }

    @Test func afterASeekInTheBodyTheRestOfTheBatchIsOld() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<100)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                let seen = Recording()
                try consumer.pollUntil("the end", done: seen.offsets.last == 99) { event in
                    seen.note(event)
                    guard seen.offsets.count == 10 else { return }
                    do { try consumer.seek(PartitionOffset(Self.p0, offset: 5)) } catch { Issue.record("\(error)") }
                }
                #expect(seen.offsets == Array(0..<10) + Array(5..<100))
            }
        }
    }

    @Test func anUnassignedPartitionIsSilent() async throws {
        try await Cluster.run(partitions: 2) { cluster in
            try cluster.produce(0..<1_000)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                let seen = Recording()
                try consumer.pollUntil("a few", maxRecords: 10, done: !seen.offsets.isEmpty) { event in
                    seen.note(event)
                    if seen.offsets.count == 3 { do { try consumer.unassign() } catch { Issue.record("\(error)") } }
                }
                for _ in 0..<5 { try consumer.poll(timeout: .milliseconds(20)) { Issue.record("\($0)") } }
                #expect(seen.offsets == [0, 1, 2])
            }
        }
    }

    @Test func watermarksCanBeAskedFor() async throws {
        try await Cluster.run(partitions: 2) { cluster in
            let p1 = TopicPartition("t", 1)
            try cluster.produce(0..<7)
            try cluster.withConsumer { consumer in
                #expect(consumer.cachedWatermarks(Self.p0) == nil)
                let watermarks = try consumer.queryWatermarks([Self.p0, p1])
                #expect(watermarks == [Self.p0: 0..<7, p1: 0..<0])
                let unknown = TopicPartition("t", 9)
                #expect(throws: KafkaError.self) {
                    try consumer.queryWatermarks([unknown], timeout: .milliseconds(500))
                }
            }
        }
    }

    /// A queue that is full puts librdkafka's fetcher to sleep for up to a second; ours is woken.
    @Test func aSmallQueueWakesTheFetcher() async throws {
        let small = ["queued.min.messages": "100", "max.partition.fetch.bytes": "1000", "batch.num.messages": "100"]
        try await Cluster.run(properties: small) { cluster in
            try cluster.produce(0..<5_000)
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                let seen = Recording()
                try consumer.pollUntil("all", maxRecords: 10, done: seen.offsets.count == 5_000) { event in
                    seen.note(event)
                }
                #expect(consumer.waker.wakes > 0)
            }
        }
    }

    /// librdkafka 2.0.2 by itself aborts the process here (issue 5573).
    @Test func assignmentsMayFollowEachOtherAtOnce() async throws {
        try await Cluster.run(partitions: 8) { cluster in
            let all = (0..<8).map { PartitionOffset(topic: "t", partition: $0, offset: 0) }
            for _ in 0..<3 {
                try cluster.withConsumer { consumer in
                    for _ in 0..<50 {
                        try consumer.assign(all)
                        try consumer.assign(all)
                    }
                }
            }
        }
    }
}
