import AdCodec
import AdModel
import Kafka
import TestSupport
import Testing
import Topics
import Windowing

@testable import Aggregator

/// Jobs that end and begin again on the embedded broker: what the next one goes on with, and what it says.
@Suite(.serialized) struct RestartTests {
    @Test func theNextJobGoesOnFromTheRows() async throws {
        try await Stage.onBroker(partitions: 2) { stage in
            stage.clockAhead.store(Stage.longBefore, ordering: .relaxed)
            let first = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.publish(clicks: 3, of: "b")
            try await stage.wait(for: "the commits") {
                try await stage.committed().values.reduce(0) { $0 + $1.offset } == 8
            }
            try await first.stop()
            let metadata = try await stage.committed().values.compactMap {
                $0.metadata.flatMap(CheckpointMetadata.init)
            }
            #expect(metadata.count == 2)
            // The log's head goes: only the rows know of it.
            let ends = try await stage.ranges(of: "logs")
            try await stage.admin { admin in
                _ = try admin.deleteRecords(
                    before: ends.map { PartitionOffset(topic: "logs", partition: $0.key, offset: $0.value.upperBound) })
            }
            let second = stage.startJob()
            try await stage.publish(clicks: 2, of: "a")
            stage.clockAhead.store(120_000, ordering: .relaxed)
            try await stage.expect(clicks: ["a": 7, "b": 3])
            try await second.stop()
            #expect(stage.log.warnings == [])
        }
    }

    @Test func aPartitionThatWasNeverUsedIsCommittedToo() async throws {
        try await Stage.onBroker(partitions: 2) { stage in
            let job = stage.startJob()
            try await stage.wait(for: "commits of both") { try await stage.committed().count == 2 }
            try await job.stop()
            for offset in try await stage.committed().values {
                #expect(offset.offset == 0)
                #expect(offset.metadata == "v1;60000;;0;0;0")
            }
        }
    }

    @Test func aLogThatIsMadeAnewWhileNobodyLooksIsANewEpoch() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await first.stop()
            try await stage.admin { try $0.deleteTopics(["logs"]) }
            try await stage.makeTopics(["logs"])
            try await stage.publish(clicks: 2, of: "a")
            let second = stage.startJob()
            try await stage.expect(clicks: ["a": 7])
            try await second.stop()
            #expect(
                stage.log.warnings.contains { $0.contains("logs[0] was made anew or cut off: it ends at 2, but 5") })
            #expect(try await stage.epoch() == 1)
            let third = stage.startJob()
            try await stage.publish(clicks: 1, of: "a")
            try await stage.expect(clicks: ["a": 8])
            try await third.stop()
            #expect(try await stage.epoch() == 1, "it was found once")
        }
    }

    @Test func aLogThatIsMadeAnewUnderARunningJobIsANewEpoch() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let job = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await stage.admin { try $0.deleteTopics(["logs"]) }
            try await stage.makeTopics(["logs"])
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": 7])
            try await job.stop()
            #expect(try await stage.epoch() == 1)
        }
    }

    @Test func whatIsGoneFromTheLogIsSaidAndTheRestIsCounted() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await first.stop()
            try await stage.publish(clicks: 3, of: "a")
            try await stage.admin { admin in
                _ = try admin.deleteRecords(before: [PartitionOffset(topic: "logs", partition: 0, offset: 7)])
            }
            let second = stage.startJob()
            try await stage.expect(clicks: ["a": 6])
            try await second.stop()
            #expect(stage.log.warnings.contains("logs[0]: 2 offsets from 5 on are gone from the log, uncounted"))
        }
    }

    @Test func deletedRowsAreBuiltAgainFromTheLog() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await first.stop()
            try await stage.admin { try $0.deleteTopics(["results", "results.live"]) }
            let second = stage.startJob()
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 8])
            try await second.stop()
            #expect(stage.log.warnings.contains { $0.contains("rebuilding it from the start of the log") })
        }
    }

    @Test func aCommitOfSomebodyElseIsTakenAtItsWord() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            try await stage.publish(clicks: 5, of: "a")
            try await stage.commit(2, metadata: "by hand")
            let job = stage.startJob()
            try await stage.expect(clicks: ["a": 3])
            try await job.stop()
        }
    }

    @Test func anotherWindowSizeIsAnErrorThatNamesTheFix() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 1, of: "a")
            try await stage.expect(clicks: ["a": 1])
            try await first.stop()
            let second = stage.startJob { $0.rules = WindowRules(size: .seconds(30)) }
            let error = await #expect(throws: WindowSizeError.self) { try await second.join() }
            #expect(error?.description.contains("start with --window 60s") == true)
        }
    }

    @Test func rowsThatNoRestartNeedsAreDeleted() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let job = stage.startJob { $0.trimInterval = .milliseconds(200) }
            for count in 1...3 {
                try await stage.publish(clicks: 1, of: "a")
                try await stage.expect(clicks: ["a": Int64(count)])
            }
            try await stage.wait(for: "a trim") {
                let live = try await stage.ranges(of: "results.live")[0] ?? 0..<0
                return live.lowerBound > 0 && live.isEmpty
            }
            try await job.stop()
            let second = stage.startJob()
            try await stage.publish(clicks: 1, of: "a")
            try await stage.expect(clicks: ["a": 4])
            try await second.stop()
            #expect(stage.log.warnings == [])
        }
    }
}

extension Stage {
    /// The epoch of the commit of partition 0.
    func epoch() async throws -> Int32? {
        try await committed()[0]?.metadata.flatMap(CheckpointMetadata.init)?.epoch
    }

    func commit(_ offset: Int64, metadata: String) async throws {
        try await ServiceThread.run(name: "commit") { [configuration, log] in
            let consumer = try KafkaConsumer(configuration: configuration, group: "flink-job", logger: log.logger)
            defer { consumer.close() }
            try consumer.commit([PartitionOffset(topic: "logs", partition: 0, offset: offset, metadata: metadata)])
        }
    }
}
