import TestSupport
import Testing

@testable import Kafka

/// What a producer tries again, what it reports, and what ends it.
@Suite struct ProducerFaultTests {
    private static let p0 = TopicPartition("t", 0)

    private static func produce(_ producer: KafkaProducer, _ values: Range<Int>) throws {
        for value in values {
            let outcome = producer.produce(
                topic: "t", partition: 0, key: nil, value: Array("\(value)".utf8), token: UInt64(value))
            guard case .accepted = outcome else { throw Unexpected("\(outcome)") }
        }
    }

    /// Flushes until the report of one record is there.
    private static func report(_ producer: KafkaProducer) throws -> DeliveryReport {
        var reports: [DeliveryReport] = []
        let left = producer.flush(timeout: .seconds(60)) { reports.append($0) }
        guard left == 0, reports.count == 1 else { throw Unexpected("\(left) left, \(reports)") }
        return reports[0]
    }

    private static func values(_ cluster: Cluster) throws -> [String] {
        try cluster.withConsumer { try $0.valuesToEnd(of: p0) }
    }

    // MARK: Retriable

    @Test(arguments: [
        KafkaError.Code.notLeader, .leaderNotAvailable, .notEnoughReplicas, .notEnoughReplicasAfterAppend,
        .requestTimedOut, .storageError, .unknownTopicOrPartition, .transport,
    ])
    func aBrokersTroubleIsOnlyAWait(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                cluster.mock.pushErrors(.produce, [code, code])
                try Self.produce(producer, 0..<3)
                #expect(try producer.delivered().map(\.token) == [0, 1, 2])
                #expect(producer.fatalError == nil)
            }
            #expect(try Self.values(cluster) == ["0", "1", "2"])
        }
    }

    @Test func recordsFollowTheLeader() async throws {
        try await Cluster.run(brokers: 3) { cluster in
            try cluster.withProducer { producer in
                for broker in 1...3 {
                    try cluster.mock.setLeader(Self.p0, broker: Int32(broker))
                    try Self.produce(producer, broker * 10 - 10..<broker * 10)
                    _ = try producer.delivered()
                }
            }
            #expect(try Self.values(cluster) == (0..<30).map(String.init))
        }
    }

    @Test(arguments: [KafkaError.Code.coordinatorLoading, .transport, .requestTimedOut])
    func aProducersNumberIsAskedForUntilItComes(code: KafkaError.Code) async throws {
        try await Cluster.run { cluster in
            cluster.mock.pushErrors(.initProducerID, [code, code])
            try cluster.produce(0..<3)
            #expect(try Self.values(cluster) == ["0", "1", "2"])
        }
    }

    // MARK: Refused

    @Test func aRecordThatTheBrokerRefusesComesBackAndTheNextIsTaken() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                cluster.mock.pushErrors(.produce, [.messageTooLarge])
                _ = producer.produce(
                    topic: "t", partition: 0, key: [1], value: [2], headers: [RecordHeader("a", "b")], token: 5)
                let refused = try Self.report(producer)
                #expect(refused.token == 5)
                #expect(refused.offset == -1)
                #expect(refused.error?.code == .messageTooLarge)
                #expect(refused.error?.verdict == .abort)
                #expect(
                    refused.refused == RefusedRecord(key: [1], value: [2], headers: [RecordHeader("a", "b")]))
                #expect(producer.fatalError == nil)
                try Self.produce(producer, 6..<7)
                #expect(try producer.delivered().map(\.token) == [6])
            }
            #expect(try Self.values(cluster) == ["6"])
        }
    }

    @Test func aForbiddenTopicIsNoEndOfTheProducer() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                cluster.mock.pushErrors(.produce, [.topicAuthorizationFailed])
                try Self.produce(producer, 0..<1)
                let refused = try Self.report(producer)
                #expect(refused.error?.code == .topicAuthorizationFailed)
                #expect(refused.error?.verdict == .abort)
                #expect(refused.refused == nil)
                #expect(producer.fatalError == nil)
            }
        }
    }

    @Test func aTopicWithoutAPossibleNameIsRefusedAtOnce() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                let name = String(repeating: "x", count: 600)
                let outcome = producer.produce(topic: name, partition: 0, key: nil, value: [1])
                guard case .failed(let error) = outcome else { throw Unexpected("\(outcome)") }
                #expect(error.code == .invalidArgument)
                #expect(error.verdict == .abort)
                #expect(producer.outstanding == 0)
            }
        }
    }

    /// It may be in the log or not: only the broker knows.
    @Test func closingSaysWhatWasOnItsWay() async throws {
        try await Cluster.run(properties: ["debug": "protocol"]) { cluster in
            let producer = try KafkaProducer(configuration: cluster.configuration, logger: cluster.logger)
            try producer.warmUp(topics: ["t"])
            try Self.produce(producer, 0..<1)
            _ = try producer.delivered()
            try cluster.mock.setRoundTrip(.seconds(600))
            try Self.produce(producer, 1..<2)
            let sent = { cluster.capture.texts.filter { $0.contains("Sent ProduceRequest") }.count }
            let deadline = ContinuousClock.now + .seconds(60)
            while sent() < 2, ContinuousClock.now < deadline {
                _ = producer.flush(timeout: .milliseconds(50)) { Issue.record("reported: \($0)") }
            }
            let report = Self.close(producer)
            #expect(report.map(\.token) == [1])
            #expect(report.first?.error?.code == .purgedInFlight)
        }
    }

    private static func close(_ producer: KafkaProducer) -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        producer.close { reports.append($0) }
        return reports
    }

    // MARK: Fatal

    @Test func aSequenceThatTheBrokerHasLostEndsTheProducerAndANewOneGoesOn() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                #expect(producer.fatalError == nil)
                cluster.mock.pushErrors(.produce, [.outOfOrderSequence])
                try Self.produce(producer, 0..<1)
                let lost = try Self.report(producer)
                #expect(lost.error != nil)
                #expect(producer.fatalError?.code == .outOfOrderSequence)
                #expect(producer.fatalError?.verdict == .fatal)
                let outcome = producer.produce(topic: "t", partition: 0, key: nil, value: [1])
                guard case .failed(let error) = outcome else { throw Unexpected("\(outcome)") }
                #expect(error.isFatal)
            }
            try cluster.produce(0..<1)
            #expect(try Self.values(cluster) == ["0"])
        }
    }

    @Test func aProducerThatIsGivenNoNumberIsFinished() async throws {
        try await Cluster.run { cluster in
            cluster.mock.pushErrors(.initProducerID, [.clusterAuthorizationFailed])
            try cluster.withProducer { producer in
                try Self.produce(producer, 0..<1)
                let deadline = ContinuousClock.now + .seconds(60)
                while producer.fatalError == nil, ContinuousClock.now < deadline {
                    producer.poll(timeout: .milliseconds(50)) { #expect($0.error != nil) }
                }
                #expect(producer.fatalError?.code == .clusterAuthorizationFailed)
                #expect(producer.fatalError?.isFatal == true)
                // Does not wait for what will not come.
                _ = producer.flush(timeout: .seconds(60)) { #expect($0.error != nil) }
            }
        }
    }
}
