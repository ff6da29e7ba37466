import AdModel
import Foundation
import Kafka
import TestSupport
import Testing
import Topics
import Windowing

@testable import Aggregator

/// What goes wrong under a running job: injected errors on the mock cluster, and small limits on the embedded broker.
@Suite(.serialized) struct TroubleTests {
    /// - Parameter errors: for the next requests of a kind, while the job counts.
    private func countThrough(
        _ request: MockCluster.Request, _ errors: [KafkaError.Code], atStart: Bool = false
    ) async throws -> Stage {
        let stage = try Stage(partitions: 1)
        if atStart { stage.mock?.pushErrors(request, errors) }
        let job = stage.startJob()
        try await stage.publish(clicks: 3, of: "a")
        try await stage.expect(clicks: ["a": 3])
        if !atStart { stage.mock?.pushErrors(request, errors) }
        try await stage.publish(clicks: 4, of: "a")
        try await stage.expect(clicks: ["a": 7])
        stage.mock?.clearErrors(request)
        try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 7 }
        try await job.stop()
        return stage
    }

    @Test(arguments: [KafkaError.Code.illegalGeneration, .unknownMember])
    func aRefusedCommitIsTriedAgain(code: KafkaError.Code) async throws {
        let stage = try await countThrough(.offsetCommit, [code, code])
        #expect(stage.log.texts.contains { $0.hasPrefix("a commit was refused, trying again") })
    }

    @Test func aBrokerThatCannotTellTheCommitsIsAskedAgain() async throws {
        let errors = Array(repeating: KafkaError.Code.coordinatorLoading, count: 3)
        _ = try await countThrough(.offsetFetch, errors, atStart: true)
    }

    @Test func aBrokerThatCannotTellTheEndsIsAskedAgain() async throws {
        _ = try await countThrough(.listOffsets, [.transport, .timedOut, .transport], atStart: true)
    }

    @Test func aFetchThatFailsIsTriedAgain() async throws {
        _ = try await countThrough(.fetch, [.transport, .notLeader, .timedOut])
    }

    @Test func aProduceThatFailsIsTriedAgain() async throws {
        try await withOpenWindow { stage, job in
            stage.mock?.pushErrors(.produce, [.transport, .notLeader, .timedOut])
            stage.clockAhead.store(120_000, ordering: .relaxed)
            try await stage.expect(clicks: ["a": 3])
            try await job.stop()
            #expect(stage.log.warnings.allSatisfy { !$0.contains("new producer") }, "librdkafka does that by itself")
        }
    }

    /// A job that has counted three clicks in a window that is still open, so that it alone produces from then on: its
    /// final rows, as soon as the wall clock says that the window is over.
    private func withOpenWindow(_ body: (Stage, Stage.Job) async throws -> Void) async throws {
        let stage = try Stage(partitions: 1)
        stage.clockAhead.store(Stage.longBefore, ordering: .relaxed)
        let job = stage.startJob()
        try await stage.publish(clicks: 3, of: "a")
        try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 3 }
        try await body(stage, job)
    }

    @Test func aFatalProducerErrorCostsAProducerAndNoRow() async throws {
        try await withOpenWindow { stage, job in
            stage.mock?.pushErrors(.produce, [.outOfOrderSequence])
            stage.clockAhead.store(120_000, ordering: .relaxed)
            try await stage.expect(clicks: ["a": 3])
            #expect(stage.log.warnings.contains { $0.contains("going on with a new producer") })
            try await job.stop()
        }
    }

    @Test func writingWithoutPermissionEndsTheJob() async throws {
        try await withOpenWindow { stage, job in
            let committed = try await stage.committed()
            stage.mock?.pushErrors(.produce, [.topicAuthorizationFailed])
            stage.clockAhead.store(120_000, ordering: .relaxed)
            let error = await #expect(throws: KafkaError.self) { try await job.join() }
            #expect(error?.code == .topicAuthorizationFailed)
            #expect(try await stage.committed() == committed, "nothing is committed that is not written")
        }
    }

    @Test func aBrokerThatIsAwayAtTheEndIsSaidAndNothingIsCommitted() async throws {
        let stage = try Stage(partitions: 1)
        stage.clockAhead.store(Stage.longBefore, ordering: .relaxed)
        let job = stage.startJob { $0.emitInterval = .seconds(3600) }
        try await stage.publish(clicks: 3, of: "a")
        try await stage.wait(for: "the job to have read them") { job.figures.partitions[0]?.nextOffset == 3 }
        try Spawning.paused { try stage.mock?.setDown() }
        let error = await #expect(throws: ShutdownError.self) { try await job.stop() }
        #expect(error?.description.hasPrefix("stopped while the broker had not confirmed 1 rows") == true)
        try Spawning.paused { try stage.mock?.setUp() }
        #expect(try await stage.committed().isEmpty)
    }

    @Test func aLetterThatTheBrokerRefusesIsCut() async throws {
        try await Stage.onBroker(partitions: 1, config: ["logs.dlq": ["max.message.bytes": "80000"]]) { stage in
            let job = stage.startJob()
            // Nothing that compression could make small.
            let large = String(decoding: (0..<100_000).map { _ in UInt8.random(in: 48...90) }, as: UTF8.self)
                .replacing("\\", with: "x")
            let small = String(repeating: "y", count: 300)
            try await stage.publish(text: "{\"large\":\"\(large)\"}\n{\"small\":\"\(small)\"}\n")
            let letters = try await stage.deadLetters(count: 2)
            #expect(letters.map(\.reason) == ["size", "eventType"])
            #expect(letters[0].value == "{\"large\":\"" + large.prefix(65_536 - 10), "its first 64 KiB")
            #expect(letters[0].truncated == "100012")
            #expect(letters[1].truncated == nil)
            try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 2 }
            try await job.stop()
            #expect(stage.log.warnings == [])
        }
    }

    @Test func aBrokerThatRefusesBatchesGetsSingleRows() async throws {
        try await Stage.onBroker(partitions: 1, config: ["results": ["max.message.bytes": "1500"]]) { stage in
            let job = stage.startJob()
            let time = EventTime.now()
            let lines = (0..<200).map { number in
                #"{"eventType":"click","campaignId":"a","channel":"c\#(number)","timestamp":\#(time.milliseconds)}"#
            }
            try await stage.publish(text: lines.joined(separator: "\n"))
            try await stage.expect(clicks: ["a": 200])
            try await job.stop()
            #expect(stage.log.warnings.contains { $0.contains("going on with a new producer") })
        }
    }

    @Test func aBrokerThatTakesNotEvenARowIsAnErrorThatSaysWhatToDo() async throws {
        try await Stage.onBroker(partitions: 1, config: ["results": ["max.message.bytes": "100"]]) { stage in
            let job = stage.startJob()
            try await stage.publish(clicks: 1, of: "a")
            let error = await #expect(throws: RefusedRowError.self) { try await job.join() }
            #expect(error?.description.contains("raise max.message.bytes of results") == true)
        }
    }

    @Test func partitionsThatAreAddedAreCountedToo() async throws {
        try await Stage.onBroker(partitions: 3) { stage in
            try await stage.admin { admin in
                try admin.deleteTopics(TopicNames().all)
                try admin.createTopics(TopicNames().all.map { TopicSpec(name: $0, partitions: 1) })
            }
            let job = stage.startJob()
            try await stage.wait(for: "the first assignment") { stage.log.hasRestored }
            try await stage.admin { try $0.createPartitions(topic: "logs", total: 3) }
            for campaign in ["a", "b", "c", "d", "e", "f"] { try await stage.publish(clicks: 2, of: campaign) }
            try await stage.expect(clicks: ["a": 2, "b": 2, "c": 2, "d": 2, "e": 2, "f": 2])
            #expect(try await stage.ranges(of: "results").values.count { !$0.isEmpty } > 1)
            try await job.stop()
        }
    }

    @Test func threeJobsThatComeAndGoShareThePartitions() async throws {
        try await Stage.onBroker(partitions: 6) { stage in
            let campaigns = (0..<12).map { "camp_\($0)" }
            var wanted: [String: Int64] = [:]
            var jobs: [Stage.Job] = []
            for round in 0..<5 {
                if round < 3 { jobs.append(stage.startJob()) } else { try await jobs.removeFirst().stop() }
                for campaign in campaigns {
                    try await stage.publish(clicks: 2, of: campaign)
                    wanted[campaign, default: 0] += 2
                }
            }
            try await stage.expect(clicks: wanted)
            for job in jobs { try await job.stop() }
        }
    }

    @Test func aWeekOfSilenceClosesWindowsOnceAndKeepsQuiet() async throws {
        try await Stage.onBroker(partitions: 2) { stage in
            stage.clockAhead.store(Stage.longBefore, ordering: .relaxed)
            let job = stage.startJob()
            try await stage.publish(clicks: 3, of: "a")
            let open = try await stage.rows { $0.values.contains { $0.totals.clicks == 3 } }
            #expect(open.values.allSatisfy { $0.status == .open }, "its window is not over")
            stage.clockAhead.store(7 * 86_400_000, ordering: .relaxed)
            try await stage.expect(clicks: ["a": 3])
            try await stage.wait(for: "two seconds without a row or a commit") {
                let written = try await stage.ranges(of: "results")
                let committed = try await stage.committed()
                try await Task.sleep(for: .seconds(2))
                return try await (stage.ranges(of: "results"), stage.committed()) == (written, committed)
            }
            #expect(try await stage.ranges(of: "results").values.map(\.count).reduce(0, +) == 1, "closed once")
            // The rejected one is from tomorrow, as its record's time tells.
            try await stage.publish(clicks: 1, of: "a", at: .now() + .minutes(24 * 60))
            #expect(try await stage.deadLetters(count: 1).map(\.reason) == ["future"])
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await job.stop()
        }
    }
}

extension LogLines {
    var hasRestored: Bool { texts.contains { $0.hasPrefix("assigned partitions") } }
}
