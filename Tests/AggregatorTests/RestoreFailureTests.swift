import AdModel
import Foundation
import Kafka
import TestSupport
import Testing
import Topics
import Windowing

@testable import Aggregator

/// A restore that is held up, refused, or overtaken by what happens meanwhile.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RestoreFailureTests {
    @Test func stoppingWhileARestoreIsHeldUpIsAtOnce() async throws {
        let stage = try Stage(partitions: 1)
        stage.mock?.pushErrors(.offsetFetch, Stage.many(.coordinatorLoading))
        let job = stage.startJob()
        try await stage.wait(for: "the restore") { stage.log.isHeldUp }
        try await job.stop()
        stage.mock?.clearErrors(.offsetFetch)
        #expect(try await stage.committed().isEmpty)
    }

    @Test func partitionsLostInTheMiddleOfARestoreAreRestoredAnew() async throws {
        let stage = try Stage(partitions: 1, properties: ["heartbeat.interval.ms": "200"])
        try await stage.publish(clicks: 3, of: "a")
        stage.mock?.pushErrors(.offsetFetch, Stage.many(.coordinatorLoading))
        let job = stage.startJob()
        try await stage.wait(for: "the restore") { stage.log.isHeldUp }
        stage.mock?.pushErrors(.heartbeat, [.unknownMember])
        try await Task.sleep(for: .seconds(1))
        stage.mock?.clearErrors(.offsetFetch)
        try await stage.expect(clicks: ["a": 3])
        try await stage.wait(for: "a second assignment") {
            stage.log.texts.count { $0.hasPrefix("assigned partitions") } > 1
        }
        try await stage.publish(clicks: 4, of: "a")
        try await stage.expect(clicks: ["a": 7])
        try await job.stop()
    }

    @Test func rowsThatAreGoneTwiceAreBuiltAgainFromTheLog() async throws {
        let stage = try await counted(clicks: 3)
        stage.mock?.pushErrors(.fetch, [.offsetOutOfRange, .offsetOutOfRange])
        let second = stage.startJob()
        try await stage.wait(for: "the second assignment") {
            stage.log.texts.count { $0.hasPrefix("assigned partitions") } == 2
        }
        try await stage.publish(clicks: 4, of: "a")
        try await stage.expect(clicks: ["a": 7])
        try await second.stop()
        #expect(stage.log.warnings.contains { $0.contains("rebuilding it from the start of the log") })
    }

    @Test func rowsThatMayNotBeReadEndTheJob() async throws {
        let stage = try await counted(clicks: 3)
        let committed = try await stage.committed()
        stage.mock?.pushErrors(.fetch, Stage.many(.topicAuthorizationFailed))
        let job = stage.startJob()
        let error = await #expect(throws: KafkaError.self) { try await job.join() }
        #expect(error?.code == .topicAuthorizationFailed)
        stage.mock?.clearErrors(.fetch)
        #expect(try await stage.committed() == committed)
    }

    @Test func aLogThatMayNotBeReadIsNotTakenForAnotherOne() async throws {
        let stage = try await counted(clicks: 3)
        stage.mock?.pushErrors(.fetch, Stage.many(.topicAuthorizationFailed))
        let probe = LogProbe(configuration: stage.configuration, logger: stage.log.logger)
        await #expect(throws: KafkaError.self) {
            try await ServiceThread.run(name: "probe") {
                try probe.reaches(PartitionOffset(topic: "logs", partition: 0, offset: 3), until: { false })
            }
        }
        stage.mock?.clearErrors(.fetch)
    }

    /// A stage on which a job has counted so many clicks, and has ended.
    private func counted(clicks: Int) async throws -> Stage {
        let stage = try Stage(partitions: 1)
        let job = stage.startJob()
        try await stage.publish(clicks: clicks, of: "a")
        try await stage.expect(clicks: ["a": Int64(clicks)])
        try await job.stop()
        return stage
    }
}

extension LogLines {
    fileprivate var isHeldUp: Bool { warnings.contains { $0.hasPrefix("restoring is held up") } }
}
