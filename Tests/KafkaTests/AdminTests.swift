import EmbeddedBroker
import Testing

@testable import Kafka

@Suite struct AdminTests {
    private static func run(
        _ body: @escaping @Sendable (KafkaAdmin, StandInBroker) throws -> Void
    ) async throws {
        try await ServiceThread.run(name: "test") {
            let logger = LogCapture().logger
            let broker = try StandInBroker(partitions: 3, logger: logger)
            defer { broker.close() }
            let configuration = try KafkaConfiguration(bootstrapServers: broker.bootstrapServers)
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            defer { admin.close() }
            try body(admin, broker)
        }
    }

    @Test func topicsThatExistAreLeftAlone() async throws {
        try await Self.run { admin, _ in
            try admin.createTopics(StandInBroker.topics.map { TopicSpec(name: $0, partitions: 6) })
            let found = try admin.metadata(topics: ["logs", "results"])
            #expect(found == ["logs": 3, "results": 3])
        }
    }

    @Test func askingCreatesNothing() async throws {
        try await Self.run { admin, _ in
            let nowhere = try admin.metadata(topics: ["nowhere"])
            #expect(nowhere == [:])
            let all = try admin.metadata()
            #expect(Set(all.keys) == Set(StandInBroker.topics))
        }
    }

    @Test func whatTheBrokerCannotDoIsSaid() async throws {
        try await Self.run { admin, _ in
            #expect(throws: KafkaError.self) {
                try admin.createTopics([TopicSpec(name: "new", partitions: 1)], timeout: .seconds(2))
            }
            #expect(throws: KafkaError.self) {
                try admin.createPartitions(topic: "logs", total: 9, timeout: .seconds(2))
            }
            let outcome = try admin.deleteRecords(
                before: [PartitionOffset(topic: "logs", partition: 0, offset: 1)], timeout: .seconds(2))
            guard case .unsupported = outcome else { throw Unexpected("\(outcome)") }
        }
    }

    @Test func theEndsOfPartitions() async throws {
        try await Self.run { admin, _ in
            let partitions = (0..<3).map { TopicPartition("results.live", $0) }
            let ends = try admin.watermarks(partitions)
            #expect(ends == Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0..<0) }))
        }
    }
}
