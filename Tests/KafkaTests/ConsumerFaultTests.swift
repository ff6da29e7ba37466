import TestSupport
import Testing

@testable import Kafka

/// What a consumer goes on from by itself, what it reports, and what ends it.
@Suite struct ConsumerFaultTests {
    private static let p0 = TopicPartition("t", 0)

    // MARK: Retriable

    @Test(arguments: [
        KafkaError.Code.notLeader, .leaderNotAvailable, .storageError, .unknownTopicOrPartition, .transport,
    ])
    func readingGoesOnAfterABrokersTrouble(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<10)
            cluster.mock.pushErrors(.fetch, [code, code])
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: Self.p0) }
            #expect(values == (0..<10).map(String.init))
        }
    }

    @Test func readingFollowsTheLeader() async throws {
        try await Cluster.run(brokers: 3) { cluster in
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                let seen = Recording()
                for broker in 1...3 {
                    try cluster.mock.setLeader(Self.p0, broker: Int32(broker))
                    let end = broker * 10
                    try cluster.produce(end - 10..<end)
                    try consumer.pollUntil("\(end) records", done: seen.offsets.count >= end) { seen.note($0) }
                }
                #expect(seen.values == (0..<30).map(String.init))
                #expect(seen.lastFailure == nil)
            }
        }
    }

    /// The member stays, and commits where its coordinator is by then.
    @Test(arguments: [KafkaError.Code.notCoordinator, .coordinatorNotAvailable])
    func aMemberOutlivesItsCoordinatorsTrouble(code: KafkaError.Code) async throws {
        try await Cluster.run(brokers: 2) { cluster in
            let diary = Diary()
            try cluster.produce(0..<1)
            try cluster.withConsumer(group: "g") { consumer in
                try cluster.mock.setGroupCoordinator("g", broker: 1)
                try consumer.subscribe(topics: ["t"], handler: diary)
                let seen = Recording()
                try consumer.pollUntil("a record", done: !seen.offsets.isEmpty) { seen.note($0) }
                try cluster.mock.setGroupCoordinator("g", broker: 2)
                cluster.mock.pushErrors(.heartbeat, [code])
                try cluster.produce(1..<2)
                try consumer.pollUntil("another", done: seen.offsets.last == 1) { seen.note($0) }
                let place = PartitionOffset(Self.p0, offset: 2, metadata: "moved")
                try Self.commit(place, consumer)
                #expect(try consumer.committed([Self.p0]) == [place])
                #expect(seen.lastFailure == nil)
            }
        }
    }

    /// On a loaded machine a session may end and begin again: tries until the group has its member back.
    private static func commit(_ place: PartitionOffset, _ consumer: KafkaConsumer) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do { return try consumer.commit([place]) } catch {
                guard ContinuousClock.now < deadline else { throw error }
                try consumer.poll(timeout: .milliseconds(60)) { _ in }
            }
        }
    }

    private static func ends(_ consumer: KafkaConsumer) throws -> Range<Int64>? {
        try consumer.queryWatermarks([p0], timeout: .seconds(60))[p0]
    }

    @Test func endsAreFoundInSpiteOfABreak() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<3)
            try cluster.withConsumer { consumer in
                cluster.mock.pushErrors(.listOffsets, [.transport])
                let ends = try Self.ends(consumer)
                #expect(ends == 0..<3)
            }
        }
    }

    /// librdkafka asks again after some of these, but keeps the first answer (2.0.2): asking again is left to us.
    @Test(arguments: [
        (KafkaError.Code.notLeader, true), (.leaderNotAvailable, true), (.requestTimedOut, true), (.storageError, true),
        (.topicAuthorizationFailed, false),
    ])
    func endsThatAreNotToldMayBeAskedForAgain(code: KafkaError.Code, isRetriable: Bool) async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<3)
            try cluster.withConsumer { consumer in
                cluster.mock.pushErrors(.listOffsets, [code])
                let error = #expect(throws: KafkaError.self) { try consumer.queryWatermarks([Self.p0]) }
                #expect(error?.code == code)
                #expect(error?.isRetriable == isRetriable)
                let ends = try Self.ends(consumer)
                #expect(ends == 0..<3)
            }
        }
    }

    @Test func askingASilentBrokerForEndsIsRetriable() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<3)
            try cluster.withConsumer { consumer in
                #expect(try Self.ends(consumer) == 0..<3)
                try cluster.mock.setRoundTrip(.seconds(600))
                let error = #expect(throws: KafkaError.self) {
                    try consumer.queryWatermarks([Self.p0], timeout: .milliseconds(200))
                }
                #expect(error?.isRetriable == true)
                try cluster.answerAgain()
                #expect(try Self.ends(consumer) == 0..<3)
            }
        }
    }

    /// A broker that leaves a partition out of its answer, or names no offset.
    @Test func anEndThatIsMissingIsRetriable() {
        let answers: [(from: [TopicPartition: Int64], to: [TopicPartition: Int64])] = [
            ([:], [Self.p0: 5]), ([Self.p0: 0], [Self.p0: -1]), ([Self.p0: -2], [Self.p0: 5]),
        ]
        for (from, to) in answers {
            let error = #expect(throws: KafkaError.self) { try ListOffsets.ranges(from: from, to: to) }
            #expect(error?.isRetriable == true)
            #expect(error?.message == "no answer about the ends of t[0]")
        }
    }

    // MARK: Refused

    @Test func aForbiddenTopicIsReportedAndReadOnceItIsAllowed() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<5)
            try cluster.withConsumer { consumer in
                cluster.mock.pushErrors(.fetch, [.topicAuthorizationFailed])
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                let seen = Recording()
                try consumer.pollUntil("the end", done: seen.ends > 0) { seen.note($0) }
                #expect(seen.log == ["TOPIC_AUTHORIZATION_FAILED", "0", "1", "2", "3", "4", "end t[0]@5"])
                #expect(seen.lastFailure?.verdict == .abort)
            }
        }
    }

    @Test func aForbiddenGroupIsReportedToItsMember() async throws {
        try await Cluster.run { cluster in
            cluster.mock.pushErrors(.findCoordinator, [.groupAuthorizationFailed])
            let diary = Diary()
            try cluster.withConsumer(group: "g") { consumer in
                let seen = Recording()
                try consumer.subscribe(topics: ["t"], handler: diary)
                try consumer.pollUntil("the report", done: seen.lastFailure != nil) { seen.note($0) }
                #expect(seen.lastFailure?.code == .groupAuthorizationFailed)
                #expect(seen.lastFailure?.verdict == .abort)
                try consumer.pollUntil("the assignment", done: !diary.entries.isEmpty) { seen.note($0) }
                #expect(diary.entries == ["assigned [0]"])
            }
        }
    }

    /// It has no business with that group (DESIGN §6.2 reads the results so).
    @Test func aForbiddenGroupIsNothingToAReaderWithoutOne() async throws {
        try await Cluster.run(properties: ["debug": "cgrp"]) { cluster in
            cluster.mock.pushErrors(.findCoordinator, Array(repeating: .groupAuthorizationFailed, count: 1_000))
            try cluster.produce(0..<5)
            try cluster.withConsumer { consumer in
                #expect(try consumer.valuesToEnd(of: Self.p0) == (0..<5).map(String.init))
                let refused = { cluster.capture.texts.filter { $0.contains("FindCoordinator response error") }.count }
                // The first has been handed over by the time of a second.
                try consumer.pollUntil("the group's refusals", done: refused() >= 2) { Issue.record("\($0)") }
                try consumer.poll(timeout: .milliseconds(100)) { Issue.record("\($0)") }
            }
        }
    }

    @Test func aPartitionThatIsNotAssignedCannotBeMoved() async throws {
        try await Cluster.run(partitions: 2) { cluster in
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
                let error = #expect(throws: KafkaError.self) {
                    try consumer.seek(PartitionOffset(topic: "t", partition: 1, offset: 0))
                }
                #expect(error?.code == .invalidArgument)
                #expect(error?.message == "cannot seek in t[1]: it is not assigned")
            }
        }
    }

    @Test func whatCannotBeAssignedCannotBePausedOrResumed() async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer { consumer in
                let refused = #expect(throws: KafkaError.self) {
                    try consumer.assign([PartitionOffset(Self.p0, offset: -7)])
                }
                #expect(refused?.code == .invalidArgument)
                #expect(refused?.verdict == .abort)
                for stop in [true, false] {
                    let error = #expect(throws: KafkaError.self) {
                        if stop { try consumer.pause([Self.p0]) } else { try consumer.resume([Self.p0]) }
                    }
                    #expect(error?.isMissingTopic == true)
                }
                let moved = #expect(throws: KafkaError.self) {
                    try consumer.seek(PartitionOffset(Self.p0, offset: 0))
                }
                #expect(moved?.isMissingTopic == true)
                // The consumer itself is fine.
                try consumer.assign([PartitionOffset(Self.p0, offset: 0)])
            }
        }
    }

    // MARK: Fatal

    /// Another process has taken this one's name in the group.
    @Test(arguments: [MockCluster.Request.joinGroup, .syncGroup, .heartbeat, .offsetCommit])
    func aFencedMemberIsFinished(request: MockCluster.Request) async throws {
        try await Cluster.run(properties: ["group.instance.id": "a"]) { cluster in
            let isMemberFirst = request == .heartbeat || request == .offsetCommit
            let diary = Diary()
            try cluster.withConsumer(group: "g") { consumer in
                if !isMemberFirst { cluster.mock.pushErrors(request, [.fencedInstance]) }
                try consumer.subscribe(topics: ["t"], handler: diary)
                if isMemberFirst {
                    try consumer.pollUntil("the assignment", done: diary.entries.count == 1) { _ in }
                    cluster.mock.pushErrors(request, [.fencedInstance])
                }
                if request == .offsetCommit { try Self.expectFatal(.fencedInstance) { try Self.commit(consumer) } }
                try Self.expectFatal(.fencedInstance) {
                    try consumer.pollUntil("the end", done: false) { event in
                        guard case .failure(let error, _) = event else { return }
                        #expect(error.isFatal)
                    }
                }
                try Self.expectFatal(.fatal) { try Self.commit(consumer) }
            }
            // However it ends, what was assigned is given up, and not as something still owned.
            #expect(diary.entries == (isMemberFirst ? ["assigned [0]", "lost [0]"] : []))
            #expect(!cluster.capture.texts.contains { $0.contains("does not end") })
        }
    }

    private static func commit(_ consumer: KafkaConsumer) throws {
        try consumer.commit([PartitionOffset(p0, offset: 1)])
    }

    private static func expectFatal(_ code: KafkaError.Code, _ body: () throws -> Void) throws {
        let error = #expect(throws: KafkaError.self) { try body() }
        #expect(error?.code == code)
        #expect(error?.isFatal == true)
    }
}
