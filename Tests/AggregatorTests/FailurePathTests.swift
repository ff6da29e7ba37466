import AdModel
import Foundation
import Kafka
import TestSupport
import Testing
import Topics
import Windowing

@testable import Aggregator

/// Failures that come twice, come at a bad moment, or do not end.
@Suite(.serialized) struct FailurePathTests {
    /// Rather many of one error: librdkafka asks again ten times a second, and a test clears what is left.
    private static func many(_ code: KafkaError.Code) -> [KafkaError.Code] { Array(repeating: code, count: 1000) }

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
        stage.mock?.pushErrors(.produce, Self.many(.notLeader))
        let job = stage.startJob { $0.emitInterval = .milliseconds(1) }
        try await stage.wait(for: "the job to be no longer at work") {
            job.figures.tally.events > 0 && !job.figures.isWorking
        }
        stage.mock?.clearErrors(.produce)
        try await stage.expect(clicks: ["a": 20_000])
        try await stage.publish(clicks: 5, of: "a")
        try await stage.expect(clicks: ["a": 20_005])
        try await job.stop()
    }

    @Test func aFullQueueHoldsRowsBackAndLosesNone() async throws {
        let stage = try Stage(partitions: 1, properties: ["queue.buffering.max.messages": "4"])
        try await stage.publish(text: Self.clicks(inChannels: 100))
        stage.mock?.pushErrors(.produce, Array(repeating: .notLeader, count: 5))
        let job = stage.startJob()
        try await stage.expect(clicks: ["a": 100])
        try await job.stop()
        #expect(stage.log.warnings == [])
    }

    @Test func stoppingWhileTheQueueIsFullIsSaidAndNothingIsCommitted() async throws {
        let stage = try Stage(partitions: 1, properties: ["queue.buffering.max.messages": "4"])
        try await stage.publish(text: Self.clicks(inChannels: 100))
        stage.mock?.pushErrors(.produce, Self.many(.notLeader))
        let job = stage.startJob()
        try await stage.wait(for: "the assignment") { stage.log.hasRestored }
        try await Task.sleep(for: .seconds(2))
        let error = await #expect(throws: ShutdownError.self) { try await job.stop() }
        #expect(error?.description.contains("had not confirmed") == true)
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
        stage.mock?.pushErrors(.offsetCommit, Self.many(.groupAuthorizationFailed))
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
        stage.mock?.pushErrors(.offsetCommit, Self.many(.unknownMember))
        try await job.stop()
        stage.mock?.clearErrors(.offsetCommit)
        #expect(stage.log.texts.contains { $0.hasPrefix("the last commit was refused, since the partitions have") })
        let next = stage.startJob()
        try await stage.expect(clicks: ["a": 3])
        try await next.stop()
    }

    @Test func aPartitionIsGivenUpThoughItsRowsAreNotConfirmed() async throws {
        let stage = try Stage(partitions: 1)
        try await stage.publish(clicks: 3, of: "a")
        stage.mock?.pushErrors(.produce, Self.many(.notLeader))
        let first = stage.startJob()
        try await stage.wait(for: "the first assignment") { stage.log.hasRestored }
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
            try await stage.wait(for: "one to have none") {
                stage.log.texts.contains { $0.hasPrefix("assigned no partition") }
            }
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            for (job, clicks) in zip(jobs, [Int64(5), 7]) {
                try await job.stop()
                guard clicks < 7 else { break }
                try await stage.publish(clicks: 2, of: "a")
                try await stage.expect(clicks: ["a": clicks])
            }
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

    @Test func stoppingWhileARestoreIsHeldUpIsAtOnce() async throws {
        let stage = try Stage(partitions: 1)
        stage.mock?.pushErrors(.offsetFetch, Self.many(.coordinatorLoading))
        let job = stage.startJob()
        try await stage.wait(for: "the restore") { stage.log.isHeldUp }
        try await job.stop()
        stage.mock?.clearErrors(.offsetFetch)
        #expect(try await stage.committed().isEmpty)
    }

    @Test func partitionsLostInTheMiddleOfARestoreAreRestoredAnew() async throws {
        let stage = try Stage(partitions: 1, properties: ["heartbeat.interval.ms": "200"])
        try await stage.publish(clicks: 3, of: "a")
        stage.mock?.pushErrors(.offsetFetch, Self.many(.coordinatorLoading))
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
        stage.mock?.pushErrors(.fetch, Self.many(.topicAuthorizationFailed))
        let job = stage.startJob()
        let error = await #expect(throws: KafkaError.self) { try await job.join() }
        #expect(error?.code == .topicAuthorizationFailed)
        stage.mock?.clearErrors(.fetch)
        #expect(try await stage.committed() == committed)
    }

    @Test func aLogThatMayNotBeReadIsNotTakenForAnotherOne() async throws {
        let stage = try await counted(clicks: 3)
        stage.mock?.pushErrors(.fetch, Self.many(.topicAuthorizationFailed))
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

    @Test func aTopicThatVanishesIsMadeAgain() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let job = stage.startJob { $0.partitions = 1 }
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            try await stage.admin { try $0.deleteTopics(["logs"]) }
            try await stage.wait(for: "a new one") { stage.log.texts.contains("made logs with 1 partitions") }
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await job.stop()
        }
    }

    @Test func whatIsDeletedBeforeItIsReadIsSaidAndTheRestIsCounted() async throws {
        // The least that a client can hold of what it has not been asked for.
        let properties = ["queued.min.messages": "1", "queued.max.messages.kbytes": "1"]
        try await Stage.onBroker(partitions: 1, properties: properties) { stage in
            let job = stage.startJob()
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            try await stage.whileHeld {
                try await stage.publish(clicks: 1, of: "a")
                try await Task.sleep(for: .seconds(1))
                try await stage.publish(clicks: 50, of: "b")
                try await stage.admin { admin in
                    _ = try admin.deleteRecords(before: [PartitionOffset(topic: "logs", partition: 0, offset: 54)])
                }
                try await stage.publish(clicks: 2, of: "c")
            }
            try await stage.wait(for: "the gap to be said") {
                stage.log.warnings.contains { $0.hasSuffix("are gone from the log, uncounted") }
            }
            _ = try await stage.rows { rows in
                rows.values.contains { $0.series.campaign.text == "c" && $0.totals.clicks == 2 }
            }
            try await job.stop()
        }
    }

    @Test func rowsAndRecordsThatAreBothGoneAreSaid() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await first.stop()
            try await stage.admin { admin in
                try admin.deleteTopics(["results", "results.live"])
                _ = try admin.deleteRecords(before: [PartitionOffset(topic: "logs", partition: 0, offset: 2)])
            }
            let second = stage.startJob()
            try await stage.expect(clicks: ["a": 3])
            try await second.stop()
            #expect(stage.log.warnings.contains("logs[0]: its first 2 offsets are gone, and cannot be counted again"))
        }
    }

    @Test func aJobThatIsFencedEndsAndItsSuccessorCounts() async throws {
        try await Stage.onBroker(partitions: 1, properties: ["group.instance.id": "only"]) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            let second = stage.startJob()
            let error = await #expect(throws: KafkaError.self) { try await first.join() }
            #expect(error?.isFatal == true)
            try await stage.publish(clicks: 4, of: "a")
            try await stage.expect(clicks: ["a": 7])
            try await second.stop()
        }
    }

    @Test func aRecordBeyondTheClientsOwnLimitIsCutToo() async throws {
        let config = ["logs": ["max.message.bytes": "4000000"]]
        try await Stage.onBroker(partitions: 1, config: config) { stage in
            let job = stage.startJob()
            try await ServiceThread.run(name: "publish") {
                let options = ProducerOptions(properties: ["message.max.bytes": "4000000"])
                let producer = try KafkaProducer(
                    configuration: stage.configuration, options: options, logger: stage.log.logger)
                defer { producer.close() }
                let value = (0..<2_000_000).map { _ in UInt8.random(in: 48...90) }
                _ = producer.produce(topic: "logs", key: nil, value: value)
                _ = producer.flush(timeout: .seconds(20)) { _ in }
            }
            let letters = try await stage.deadLetters(count: 1)
            #expect(letters[0].reason == "size")
            #expect(letters[0].truncated == "2000000")
            #expect(letters[0].value.utf8.count == 65_536)
            try await job.stop()
        }
    }

    @Test func aBrokerThatDeletesNoRecordsIsAskedOnce() async throws {
        let stage = try Stage(partitions: 1)
        let job = stage.startJob { $0.trimInterval = .milliseconds(100) }
        for clicks in 1...3 {
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": Int64(2 * clicks)])
        }
        try await stage.wait(for: "the trimmer's word") {
            stage.log.texts.contains { $0.hasPrefix("this broker does not delete records") }
        }
        try await job.stop()
        #expect(stage.log.texts.count { $0.hasPrefix("this broker does not delete records") } == 1)
    }
}

extension LogLines {
    fileprivate var isHeldUp: Bool { warnings.contains { $0.hasPrefix("restoring is held up") } }
}
