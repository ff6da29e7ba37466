import TestSupport
import Testing

@testable import Kafka

/// What becomes of a commit when its coordinator is in trouble, or does not want it.
@Suite struct CommitTests {
    private static let first = PartitionOffset(topic: "t", partition: 0, offset: 7, metadata: "first")
    private static let second = PartitionOffset(topic: "t", partition: 0, offset: 8, metadata: "second")
    private static let third = PartitionOffset(topic: "t", partition: 0, offset: 9, metadata: "third")

    private static func committed(_ consumer: KafkaConsumer) throws -> [PartitionOffset] {
        try consumer.committed([first.topicPartition])
    }

    /// Commits without waiting, and returns the one answer that comes.
    private static func commitAsync(_ consumer: KafkaConsumer, _ offset: PartitionOffset) throws -> KafkaError? {
        let answers = Answers()
        try consumer.commitAsync([offset]) { answers.all.append($0) }
        try consumer.pollUntil("the commit's answer", done: !answers.all.isEmpty) { _ in }
        #expect(answers.all.count == 1)
        return answers.all[0]
    }

    /// librdkafka waits long for the answer to a commit that was on its way when the broker went away.
    @Test func closingIsOverThoughACommitIsNeverAnswered() async throws {
        try await Cluster.run(properties: ["debug": "protocol"]) { cluster in
            let sent = { cluster.capture.texts.count { $0.contains("Sent OffsetCommitRequest") } }
            let consumer = try KafkaConsumer(
                configuration: cluster.configuration, group: "g", logger: cluster.capture.logger)
            try consumer.commit([Self.first])
            try cluster.mock.setRoundTrip(.seconds(600))
            let answers = Answers()
            try consumer.commitAsync([Self.second]) { answers.all.append($0) }
            try consumer.pollUntil("the commit to be on its way", done: sent() == 2) { _ in }
            try Spawning.paused { try cluster.mock.setDown() }
            consumer.close(patience: .seconds(1))
            #expect(answers.all.map { $0?.code } == [.closed])
            #expect(cluster.capture.warnings.contains("the group does not answer; leaving it without a farewell"))
        }
    }

    // MARK: One at a time

    /// Runs the body while the second commit is on its way: librdkafka sends it again a second after this trouble.
    private static func withCommitOnItsWay(
        _ code: KafkaError.Code, _ body: @escaping @Sendable (KafkaConsumer, Answers) throws -> Void
    ) async throws {
        try await Cluster.run(properties: ["retry.backoff.ms": "1000", "debug": "protocol"]) { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([first])
                cluster.mock.pushErrors(.offsetCommit, [code])
                let answers = Answers()
                try consumer.commitAsync([second]) { answers.all.append($0) }
                #expect(consumer.isCommitting)
                try body(consumer, answers)
                try consumer.pollUntil("the second commit's answer", done: !answers.all.isEmpty) { _ in }
                #expect(answers.all.map { $0?.code } == [nil])
                let sent = cluster.capture.texts.count { $0.contains("Sent OffsetCommitRequest") }
                #expect(sent > 2, "the trouble did not make librdkafka send a commit again")
            }
        }
    }

    @Test(arguments: [KafkaError.Code.coordinatorLoading, .transport])
    func aCommitIsNotOvertakenByTheOneBefore(code: KafkaError.Code) async throws {
        try await Self.withCommitOnItsWay(code) { consumer, answers in
            try consumer.commit([Self.third])
            try consumer.pollUntil("the second commit's answer", done: !answers.all.isEmpty) { _ in }
            #expect(try Self.committed(consumer) == [Self.third])
        }
    }

    @Test(arguments: [KafkaError.Code.coordinatorLoading, .transport])
    func whatIsCommittedIncludesTheCommitOnItsWay(code: KafkaError.Code) async throws {
        try await Self.withCommitOnItsWay(code) { consumer, _ in
            let committed = try Self.committed(consumer)
            #expect(committed == [Self.second])
            #expect(!consumer.isCommitting)
        }
    }

    @Test func nothingIsCommittedBehindACommitThatIsNotAnswered() async throws {
        try await Cluster.run(properties: ["debug": "protocol"]) { cluster in
            let sent = { cluster.capture.texts.count { $0.contains("Sent OffsetCommitRequest") } }
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([Self.first])
                try cluster.mock.setRoundTrip(.seconds(600))
                let answers = Answers()
                try consumer.commitAsync([Self.second]) { answers.all.append($0) }
                try consumer.pollUntil("the commit to be on its way", done: sent() == 2) { _ in }
                let error = #expect(throws: KafkaError.self) {
                    try consumer.commit([Self.third], timeout: .milliseconds(200))
                }
                #expect(error?.code == .timedOut)
                let refusal = #expect(throws: KafkaError.self) {
                    try consumer.commitAsync([Self.third]) { answers.all.append($0) }
                }
                #expect(refusal?.code == .state)
                #expect(sent() == 2)
                #expect(answers.all.isEmpty)
                try cluster.answerAgain()
                #expect(try Self.committed(consumer) == [Self.second])
                #expect(answers.all.map { $0?.code } == [nil])
            }
        }
    }

    // MARK: Retriable

    /// librdkafka asks for the coordinator again where it has to, and commits again.
    @Test(arguments: [
        KafkaError.Code.coordinatorLoading, .coordinatorNotAvailable, .notCoordinator, .requestTimedOut, .transport,
    ])
    func aCommitOutlivesItsCoordinatorsTrouble(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                cluster.mock.pushErrors(.offsetCommit, [code])
                try consumer.commit([Self.first])
                #expect(try Self.committed(consumer) == [Self.first])
                cluster.mock.pushErrors(.offsetCommit, [code])
                let error = try Self.commitAsync(consumer, Self.second)
                #expect(error == nil)
                #expect(try Self.committed(consumer) == [Self.second])
            }
        }
    }

    @Test func aCoordinatorThatGoesOnLoadingIsRetriable() async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                cluster.mock.pushErrors(.offsetCommit, Array(repeating: .coordinatorLoading, count: 50))
                let error = #expect(throws: KafkaError.self) { try consumer.commit([Self.first]) }
                #expect(error?.code == .coordinatorLoading)
                #expect(error?.isRetriable == true)
                cluster.mock.clearErrors(.offsetCommit)
                try consumer.commit([Self.first])
                #expect(try Self.committed(consumer) == [Self.first])
            }
        }
    }

    @Test func aCommitFollowsItsCoordinator() async throws {
        try await Cluster.run(brokers: 3) { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                for broker in 1...3 {
                    try cluster.mock.setGroupCoordinator("g", broker: Int32(broker))
                    let offset = PartitionOffset(topic: "t", partition: 0, offset: Int64(broker))
                    try consumer.commit([offset])
                    #expect(try Self.committed(consumer) == [offset])
                }
            }
        }
    }

    @Test func whatIsNotAnsweredInTimeMayBeCommittedAgain() async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([Self.first])
                try cluster.mock.setRoundTrip(.seconds(600))
                let error = #expect(throws: KafkaError.self) {
                    try consumer.commit([Self.second], timeout: .milliseconds(200))
                }
                #expect(error?.code == .timedOut)
                #expect(error?.isRetriable == true)
                #expect(error?.message.hasPrefix("no answer to an offset commit within") == true)
                let unknown = #expect(throws: KafkaError.self) {
                    try consumer.committed([Self.first.topicPartition], timeout: .milliseconds(200))
                }
                #expect(unknown?.isRetriable == true)
                try cluster.answerAgain()
                try consumer.commit([Self.second])
                #expect(try Self.committed(consumer) == [Self.second])
            }
        }
    }

    // MARK: Refused

    /// The consumer stays usable: what it commits next is taken.
    @Test(arguments: [
        (KafkaError.Code.illegalGeneration, KafkaError.Verdict.abort), (.unknownMember, .abort),
        (.rebalanceInProgress, .retriable), (.groupAuthorizationFailed, .abort), (.topicAuthorizationFailed, .abort),
        (.metadataTooLarge, .abort),
    ])
    func aCommitThatIsRefusedSaysWhy(code: KafkaError.Code, verdict: KafkaError.Verdict) async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([Self.first])
                cluster.mock.pushErrors(.offsetCommit, [code])
                let error = #expect(throws: KafkaError.self) { try consumer.commit([Self.second]) }
                #expect(error?.code == code)
                #expect(error?.verdict == verdict)
                cluster.mock.pushErrors(.offsetCommit, [code])
                let answer = try Self.commitAsync(consumer, Self.second)
                #expect(answer?.code == code)
                #expect(answer?.verdict == verdict)
                #expect(try Self.committed(consumer) == [Self.first])
                try consumer.commit([Self.second])
                #expect(try Self.committed(consumer) == [Self.second])
            }
        }
    }

    /// A zombie's partitions are another's by now (DESIGN §6.5).
    @Test(arguments: [KafkaError.Code.illegalGeneration, .unknownMember])
    func aRefusedMemberLosesItsPartitionsAndJoinsAgain(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            let diary = Diary()
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.subscribe(topics: ["t"], handler: diary)
                try consumer.pollUntil("the assignment", done: diary.entries.count == 1) { _ in }
                cluster.mock.pushErrors(.offsetCommit, [code])
                let error = #expect(throws: KafkaError.self) { try consumer.commit([Self.first]) }
                #expect(error?.code == code)
                try consumer.pollUntil("another assignment", done: diary.entries.count >= 3) { _ in }
                #expect(Array(diary.entries.prefix(3)) == ["assigned [0]", "lost [0]", "assigned [0]"])
            }
        }
    }

    // MARK: Closed

    @Test func aClosedConsumerSaysSo() async throws {
        try await Cluster.run { cluster in
            let consumer = try KafkaConsumer(
                configuration: cluster.configuration, group: "g", logger: cluster.logger)
            consumer.close()
            let poll = #expect(throws: KafkaError.self) { try consumer.poll(timeout: .zero) { _ in } }
            #expect(poll?.code == .closed)
            #expect(poll?.isFatal == true)
            let commit = #expect(throws: KafkaError.self) {
                try consumer.commitAsync([Self.first]) { Issue.record("answered: \(String(describing: $0))") }
            }
            #expect(commit?.code == .closed)
        }
    }

    // MARK: What is committed

    @Test(arguments: [KafkaError.Code.coordinatorLoading, .requestTimedOut, .transport])
    func whatIsCommittedIsFoundInSpiteOfTrouble(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([Self.first])
                cluster.mock.pushErrors(.offsetFetch, [code])
                #expect(try Self.committed(consumer) == [Self.first])
            }
        }
    }

    /// librdkafka looks for the coordinator again, but leaves asking again to us.
    @Test(arguments: [KafkaError.Code.notCoordinator, .coordinatorNotAvailable])
    func whatIsCommittedMayBeAskedForAgain(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([Self.first])
                cluster.mock.pushErrors(.offsetFetch, [code])
                let error = #expect(throws: KafkaError.self) { try Self.committed(consumer) }
                #expect(error?.code == code)
                #expect(error?.isRetriable == true)
                #expect(try Self.committed(consumer) == [Self.first])
            }
        }
    }

    @Test func aForbiddenGroupIsSaidToWhoAsksForItsOffsets() async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { consumer in
                try consumer.commit([Self.first])
                cluster.mock.pushErrors(.offsetFetch, [.groupAuthorizationFailed])
                let error = #expect(throws: KafkaError.self) { try Self.committed(consumer) }
                #expect(error?.code == .groupAuthorizationFailed)
                #expect(error?.verdict == .abort)
            }
        }
    }
}
