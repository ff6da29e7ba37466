import AdModel
import Foundation
import Kafka
import TestSupport
import Testing
import Topics
import Windowing

@testable import Aggregator

/// Failures of writing and committing that come twice, come at a bad moment, or do not end.
@Suite(.serialized, .timeLimit(.minutes(5))) struct WriteFailureTests {
    @Test func aSecondFatalErrorCostsASecondProducer() async throws {
        let stage = try Stage(partitions: 1)
        stage.clockAhead.store(Stage.longBefore, ordering: .relaxed)
        let job = stage.startJob()
        try await stage.publish(clicks: 3, of: "a")
        try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 3 }
        stage.mock?.pushErrors(.produce, [.outOfOrderSequence, .outOfOrderSequence])
        stage.clockAhead.store(120_000, ordering: .relaxed)
        try await stage.expect(clicks: ["a": 3])
        try await job.stop()
        #expect(stage.log.warnings.count { $0.contains("going on with a new producer") } == 2)
    }

    @Test func aBrokerThatConfirmsNothingPausesReading() async throws {
        let stage = try Stage(partitions: 1)
        let time = EventTime.now()
        let lines = (0..<20_000).map { number in
            #"{"eventType":"click","campaignId":"a","channel":"c\#(number % 50)","timestamp":\#(time.milliseconds)}"#
        }
        try await stage.publish(text: lines.joined(separator: "\n"))
        stage.mock?.pushErrors(.produce, Stage.many(.notLeader))
        let job = stage.startJob { $0.emitInterval = .milliseconds(1) }
        try await stage.wait(for: "the pause") { job.figures.isPaused }
        try await stage.wait(for: "the job to be no longer at work") { !job.figures.isWorking }
        stage.mock?.clearErrors(.produce)
        try await stage.expect(clicks: ["a": 20_000])
        try await stage.publish(clicks: 5, of: "a")
        try await stage.expect(clicks: ["a": 20_005])
        try await stage.wait(for: "its end") { !job.figures.isPaused }
        try await job.stop()
    }

    @Test func aFullQueueHoldsRowsBackAndLosesNone() async throws {
        let stage = try Stage(partitions: 1, properties: ["queue.buffering.max.messages": "4"])
        try await stage.publish(text: Self.clicks(inChannels: 100))
        stage.mock?.pushErrors(.produce, Array(repeating: .notLeader, count: 5))
        let job = stage.startJob()
        try await stage.expect(clicks: ["a": 100])
        try await job.stop()
        #expect(!stage.log.warnings.contains { $0.contains("new producer") })
    }

    @Test func stoppingWhileTheQueueIsFullIsSaidAndNothingIsCommitted() async throws {
        let stage = try Stage(partitions: 1, properties: ["queue.buffering.max.messages": "4"])
        try await stage.publish(text: Self.clicks(inChannels: 100))
        stage.mock?.pushErrors(.produce, Stage.many(.notLeader))
        let job = stage.startJob()
        // It tries again and again to send the fifth row, or else has read everything and is silent.
        try await stage.wait(for: "the full queue") { stage.clockCalls.load(ordering: .relaxed) > 30 }
        let error = await #expect(throws: ShutdownError.self) { try await job.stop() }
        #expect(error?.description.contains(" rows") == true)
        stage.mock?.clearErrors(.produce)
        #expect(try await stage.committed().values.allSatisfy { $0.offset == 0 })
        let next = stage.startJob()
        try await stage.expect(clicks: ["a": 100])
        try await next.stop()
    }

    /// A click in each of so many channels, each a row of its own.
    private static func clicks(inChannels count: Int) -> String {
        let time = EventTime.now().milliseconds
        return (0..<count).map { number in
            #"{"eventType":"click","campaignId":"a","channel":"c\#(number)","timestamp":\#(time)}"#
        }.joined(separator: "\n")
    }

    @Test func aCommitThatIsRefusedForEverIsSaidOnceAndAtTheEnd() async throws {
        let stage = try Stage(partitions: 1)
        stage.mock?.pushErrors(.offsetCommit, Stage.many(.groupAuthorizationFailed))
        let job = stage.startJob()
        try await stage.publish(clicks: 3, of: "a")
        try await stage.expect(clicks: ["a": 3])
        try await stage.publish(clicks: 4, of: "a")
        try await stage.expect(clicks: ["a": 7])
        let error = await #expect(throws: ShutdownError.self) { try await job.stop() }
        #expect(error?.description.contains("the offsets of 1 partitions") == true)
        #expect(stage.log.warnings.count { $0.hasPrefix("a commit was refused, trying again") } == 1)
        stage.mock?.clearErrors(.offsetCommit)
        #expect(try await stage.committed().isEmpty)
    }

    @Test func theLastCommitOfAJobThatTheGroupHasForgottenIsNoFailure() async throws {
        let stage = try Stage(partitions: 1)
        let job = stage.startJob { $0.emitInterval = .seconds(3600) }
        try await stage.publish(clicks: 3, of: "a")
        try await stage.wait(for: "the job to have read them") { job.figures.partitions[0]?.nextOffset == 3 }
        stage.mock?.pushErrors(.offsetCommit, Stage.many(.unknownMember))
        try await job.stop()
        stage.mock?.clearErrors(.offsetCommit)
        #expect(stage.log.texts.contains { $0.hasPrefix("the last commit was refused, since the partitions have") })
        let next = stage.startJob()
        try await stage.expect(clicks: ["a": 3])
        try await next.stop()
    }

    /// librdkafka sends a refused commit again after its backoff, and lets newer ones pass meanwhile.
    @Test func theLastCommitIsNotOvertakenByTheOneBefore() async throws {
        let stage = try Stage(partitions: 1, properties: ["retry.backoff.ms": "2000"])
        let job = stage.startJob()
        try await stage.publish(clicks: 3, of: "a")
        try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 3 }
        stage.mock?.pushErrors(.offsetCommit, [.coordinatorLoading])
        for (count, sum) in [(4, 7), (5, 12)] {
            try await stage.publish(clicks: count, of: "a")
            _ = try await stage.rows { rows in rows.values.reduce(0) { $0 + $1.totals.clicks } == sum }
        }
        try await job.stop()
        #expect(try await stage.committed()[0]?.offset == 12)
    }

    @Test func aPartitionIsGivenUpThoughItsRowsAreNotConfirmed() async throws {
        let stage = try Stage(partitions: 1)
        try await stage.publish(clicks: 3, of: "a")
        stage.mock?.pushErrors(.produce, Stage.many(.notLeader))
        let first = stage.startJob()
        try await stage.wait(for: "the first to have read them") { first.figures.partitions[0]?.nextOffset == 3 }
        let second = stage.startJob()
        try await stage.wait(for: "the first to give up") {
            stage.log.warnings.contains { $0.contains("before the broker had confirmed") }
        }
        stage.mock?.clearErrors(.produce)
        try await stage.expect(clicks: ["a": 3])
        try await first.stop()
        try await second.stop()
    }

    @Test func aJobWithoutAPartitionWaitsForOne() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let jobs = [stage.startJob(), stage.startJob()]
            func isBusy(_ job: Stage.Job) -> Bool { !job.figures.partitions.isEmpty }
            try await stage.wait(for: "one to have none") {
                stage.log.texts.contains { $0.hasPrefix("assigned no partition") }
            }
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            try await stage.wait(for: "the other to say so") { jobs.count(where: isBusy) == 1 }
            for job in jobs where isBusy(job) { try await job.stop() }
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": 5])
            for job in jobs where !job.isStopped { try await job.stop() }
        }
    }

    @Test func aLostSessionIsSaidAtTheEndWhileTheBrokerIsAway() async throws {
        let stage = try Stage(
            partitions: 1, properties: ["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"])
        let job = stage.startJob()
        try await stage.publish(clicks: 3, of: "a")
        try await stage.expect(clicks: ["a": 3])
        try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 3 }
        try Spawning.paused { try stage.mock?.setDown() }
        try await stage.wait(for: "the loss") { stage.log.warnings.contains { $0.hasPrefix("lost 1 partitions") } }
        let error = await #expect(throws: ShutdownError.self) { try await job.stop() }
        #expect(error?.description.contains("the last rows of 1 lost partitions") == true)
        try Spawning.paused { try stage.mock?.setUp() }
    }
}
