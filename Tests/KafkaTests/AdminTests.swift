import TestSupport
import Testing

@testable import Kafka

@Suite struct AdminTests {
    private static func run(
        _ body: @escaping @Sendable (KafkaAdmin, KafkaConfiguration) throws -> Void
    ) async throws {
        try await RealBroker.run { configuration, logger in
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            defer { admin.close() }
            try body(admin, configuration)
        }
    }

    /// Writes records of these times to `t[0]`, each in a batch of its own.
    private static func produce(_ times: [Int64], _ configuration: KafkaConfiguration) throws {
        let producer = try KafkaProducer(configuration: configuration, logger: LogLines().logger)
        defer { producer.close() }
        for time in times {
            _ = producer.produce(topic: "t", partition: 0, key: nil, value: [1], timestamp: time)
            _ = try producer.delivered()
        }
    }

    // MARK: Topics

    @Test func topicsAreMadeWithTheBrokersReplicationOrOne() async throws {
        try await Self.run { admin, _ in
            try admin.createTopics([
                TopicSpec(name: "a", partitions: 3),
                TopicSpec(name: "b.c_d-E", partitions: 1, replication: 1, config: ["retention.ms": "1000"]),
            ])
            let found = try admin.metadata(topics: ["a", "b.c_d-E"])
            #expect(found == ["a": 3, "b.c_d-E": 1])
        }
    }

    @Test func topicsThatExistAreLeftAlone() async throws {
        try await Self.run { admin, _ in
            try admin.createTopics([TopicSpec(name: "old", partitions: 3)])
            try admin.createTopics([TopicSpec(name: "old", partitions: 6), TopicSpec(name: "new", partitions: 2)])
            let found = try admin.metadata()
            #expect(found == ["old": 3, "new": 2])
        }
    }

    /// All find it missing, and all but one are too late.
    @Test func severalMayMakeATopicAtOnce() async throws {
        try await RealBroker.with { configuration, logger in
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            defer { admin.close() }
            for round in 0..<5 {
                let spec = TopicSpec(name: "t\(round)", partitions: 2)
                let made = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            try await ServiceThread.run(name: "admin") { try admin.createTopics([spec]).count }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(made == 1)
            }
            let made = try admin.metadata()
            #expect(made == Dictionary(uniqueKeysWithValues: (0..<5).map { ("t\($0)", 2) }))
        }
    }

    @Test func aTopicThatIsRefusedIsNamed() async throws {
        try await Self.run { admin, _ in
            let refused: [(TopicSpec, KafkaError.Code)] = [
                (TopicSpec(name: "copies", partitions: 1, replication: 2), .invalidReplicationFactor),
                (TopicSpec(name: "no name", partitions: 1), .init(rawValue: 17)),
                (TopicSpec(name: "odd", partitions: 1, config: ["no.such": "1"]), .init(rawValue: 40)),
            ]
            for (spec, code) in refused {
                let error = #expect(throws: KafkaError.self) { try admin.createTopics([spec]) }
                #expect(error?.code == code)
                #expect(error?.message.contains("cannot create topic \(spec.name)") == true, "\(error?.message ?? "")")
            }
            let all = try admin.metadata()
            #expect(all == [:])
        }
    }

    /// By librdkafka, before it asks anyone.
    @Test func aNumberOfPartitionsThatCannotBeIsRefused() async throws {
        try await Self.run { admin, _ in
            let made = #expect(throws: KafkaError.self) {
                try admin.createTopics([TopicSpec(name: "wide", partitions: 1_000_000)])
            }
            #expect(made?.code == .invalidArgument)
            #expect(made?.message.hasPrefix("cannot create topic wide: ") == true)
            try admin.createTopics([TopicSpec(name: "t", partitions: 1)])
            for total in [0, -1, 1_000_000] {
                let grown = #expect(throws: KafkaError.self) { try admin.createPartitions(topic: "t", total: total) }
                #expect(grown?.code == .invalidArgument)
                #expect(grown?.message.isEmpty == false)
            }
            #expect(try admin.metadata() == ["t": 1])
        }
    }

    /// Such as a deadline that has passed on the way here.
    @Test func aTimeThatIsUpIsRetriable() async throws {
        try await Self.run { admin, _ in
            let error = #expect(throws: KafkaError.self) { try admin.deleteTopics(["t"], timeout: .seconds(-5)) }
            #expect(error?.code == .timedOut)
            #expect(error?.isRetriable == true)
        }
    }

    @Test func askingCreatesNothing() async throws {
        try await Self.run { admin, _ in
            let nowhere = try admin.metadata(topics: ["nowhere"])
            #expect(nowhere == [:])
            let all = try admin.metadata()
            #expect(all == [:])
        }
    }

    @Test func aTopicGrowsButDoesNotShrink() async throws {
        try await Self.run { admin, configuration in
            try admin.createTopics([TopicSpec(name: "t", partitions: 2)])
            try Self.produce([5], configuration)
            try admin.createPartitions(topic: "t", total: 9)
            let grown = try admin.metadata(topics: ["t"])
            #expect(grown == ["t": 9])
            let ends = try admin.watermarks([TopicPartition("t", 0), TopicPartition("t", 8)])
            #expect(ends == [TopicPartition("t", 0): 0..<1, TopicPartition("t", 8): 0..<0])
            #expect(throws: KafkaError.self) { try admin.createPartitions(topic: "t", total: 9) }
            #expect(throws: KafkaError.self) { try admin.createPartitions(topic: "t", total: 1) }
            let error = #expect(throws: KafkaError.self) { try admin.createPartitions(topic: "nowhere", total: 3) }
            #expect(error?.code == .unknownTopicOrPartition)
        }
    }

    // MARK: Offsets

    @Test func theEndsOfPartitions() async throws {
        try await Self.run { admin, configuration in
            try admin.createTopics([TopicSpec(name: "t", partitions: 3)])
            try Self.produce([1, 2, 3], configuration)
            let partitions = (0..<3).map { TopicPartition("t", $0) }
            let ends = try admin.watermarks(partitions)
            #expect(ends == [partitions[0]: 0..<3, partitions[1]: 0..<0, partitions[2]: 0..<0])
            #expect(throws: KafkaError.self) { try admin.watermarks([TopicPartition("t", 3)]) }
        }
    }

    @Test func theFirstOffsetAtOrAfterATime() async throws {
        try await Self.run { admin, configuration in
            try admin.createTopics([TopicSpec(name: "t", partitions: 1)])
            try Self.produce([1_000, 3_000, 2_000, 4_000], configuration)
            let partition = TopicPartition("t", 0)
            let expected: [(Int64, Int64)] = [(0, 0), (1_000, 0), (1_001, 1), (2_500, 1), (3_001, 3), (4_000, 3)]
            for (time, offset) in expected {
                let found = try admin.offsetsForTimes([partition: time])
                #expect(found == [partition: offset], "at \(time)")
            }
            // librdkafka's word for the end.
            let none = try admin.offsetsForTimes([partition: 4_001])
            #expect(none == [partition: PartitionOffset.end])
        }
    }

    @Test func deletedRecordsAreGone() async throws {
        try await Self.run { admin, configuration in
            try admin.createTopics([TopicSpec(name: "t", partitions: 2)])
            try Self.produce([1, 2, 3, 4, 5], configuration)
            let partition = TopicPartition("t", 0)
            func delete(before offset: Int64) throws -> [TopicPartition: Int64] {
                let outcome = try admin.deleteRecords(before: [PartitionOffset(partition, offset: offset)])
                guard case .deleted(let first) = outcome else { throw Unexpected("\(outcome)") }
                return first
            }
            let first = try delete(before: 2)
            #expect(first == [partition: 2])
            let again = try delete(before: 1)
            #expect(again == [partition: 2], "nothing comes back")
            let left = try admin.watermarks([partition])
            #expect(left == [partition: 2..<5])
            let error = #expect(throws: KafkaError.self) { _ = try delete(before: 6) }
            #expect(error?.isOffsetOutOfRange == true)
            let all = try delete(before: PartitionOffset.end)
            #expect(all == [partition: 5])
            try Self.produce([6], configuration)
            let next = try admin.watermarks([partition])
            #expect(next == [partition: 5..<6])
        }
    }

    // MARK: A broker that does less

    @Test func aSilentBrokerIsRetriable() async throws {
        try await Cluster.run { cluster in
            let admin = try KafkaAdmin(configuration: cluster.configuration, logger: cluster.logger)
            defer { admin.close() }
            #expect(try admin.metadata() == ["t": 1])
            try cluster.mock.setRoundTrip(.seconds(600))
            let limit = Duration.milliseconds(200)
            let asking: [() throws -> Void] = [
                { _ = try admin.metadata(timeout: limit) },
                { _ = try admin.watermarks([TopicPartition("t", 0)], timeout: limit) },
                { _ = try admin.offsetsForTimes([TopicPartition("t", 0): 1], timeout: limit) },
                { try admin.createTopics([TopicSpec(name: "new", partitions: 1)], timeout: limit) },
            ]
            for ask in asking {
                let error = #expect(throws: KafkaError.self) { try ask() }
                #expect(error?.isRetriable == true)
            }
            try cluster.answerAgain()
            #expect(try admin.metadata(timeout: .seconds(60)) == ["t": 1])
        }
    }

    @Test func whatTheBrokerCannotDoIsSaid() async throws {
        try await Cluster.run { cluster in
            let admin = try KafkaAdmin(configuration: cluster.configuration, logger: cluster.logger)
            defer { admin.close() }
            #expect(throws: KafkaError.self) {
                try admin.createTopics([TopicSpec(name: "new", partitions: 1)], timeout: .seconds(2))
            }
            #expect(throws: KafkaError.self) {
                try admin.createPartitions(topic: "t", total: 9, timeout: .seconds(2))
            }
            let outcome = try admin.deleteRecords(
                before: [PartitionOffset(topic: "t", partition: 0, offset: 1)], timeout: .seconds(2))
            guard case .unsupported = outcome else { throw Unexpected("\(outcome)") }
        }
    }
}
