import TestSupport
import Testing

@testable import Kafka

/// What an admin client learns of a group that it is no member of.
@Suite struct GroupAdminTests {
    private static func run(_ body: @escaping @Sendable (KafkaAdmin, KafkaConsumer) throws -> Void) async throws {
        try await RealBroker.run { configuration, logger in
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            defer { admin.close() }
            try admin.createTopics([TopicSpec(name: "t", partitions: 2)])
            let consumer = try KafkaConsumer(configuration: configuration, group: "g", logger: logger)
            defer { consumer.close() }
            try body(admin, consumer)
        }
    }

    /// As the dashboard asks for the flink job's: a consumer with its group that never joins it.
    @Test func whoeverNamesTheGroupReadsItsCommits() async throws {
        try await RealBroker.run { configuration, logger in
            let consumer = try KafkaConsumer(configuration: configuration, group: "g", logger: logger)
            defer { consumer.close() }
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            defer { admin.close() }
            try admin.createTopics([TopicSpec(name: "t", partitions: 1)])
            let place = PartitionOffset(topic: "t", partition: 0, offset: 7, metadata: "v1;60000;5;0;1;2")
            try consumer.commit([place])
            let observer = try KafkaConsumer(configuration: configuration, group: "g", logger: logger)
            defer { observer.close() }
            #expect(try observer.committed([place.topicPartition]) == [place])
            #expect(try admin.describeGroup("g").memberCount == 0)
        }
    }

    @Test func aGroupHasItsMembersWhileTheyAreThere() async throws {
        try await Self.run { admin, consumer in
            let nobody = try admin.describeGroup("g")
            #expect(nobody == GroupDescription(state: .absent, hosts: []))
            try Self.join(consumer)
            let one = try admin.describeGroup("g")
            #expect(one.state == .stable && one.memberCount == 1)
            #expect(one.hosts[0].contains("127.0.0.1"))
            consumer.close()
            let left = try admin.describeGroup("g")
            #expect(left.memberCount == 0)
        }
    }

    /// Polls until the group has given it its partitions.
    private static func join(_ consumer: KafkaConsumer) throws {
        let diary = Diary()
        try consumer.subscribe(topics: ["t"], handler: diary)
        try consumer.pollUntil("the assignment", done: diary.entries.count == 1) { _ in }
    }

    /// As long as it takes to notice that, and no longer; the admin API's own request would abort the process here.
    @Test func commitsOfASilentBrokerAreRetriable() async throws {
        try await Cluster.run { cluster in
            try cluster.withConsumer(group: "g") { observer in
                #expect(try observer.committed([TopicPartition("t", 0)], timeout: .seconds(60)) == [])
                try cluster.mock.setRoundTrip(.seconds(600))
                let error = #expect(throws: KafkaError.self) {
                    try observer.committed([TopicPartition("t", 0)], timeout: .milliseconds(200))
                }
                #expect(error?.isRetriable == true)
                try cluster.answerAgain()
            }
        }
    }

    /// The mock cluster has no ListGroups.
    @Test func whatTheBrokerCannotDoIsSaid() async throws {
        try await Cluster.run { cluster in
            let admin = try KafkaAdmin(configuration: cluster.configuration, logger: cluster.logger)
            defer { admin.close() }
            let error = #expect(throws: KafkaError.self) { try admin.describeGroup("g", timeout: .seconds(2)) }
            #expect(error?.code == .unsupported)
        }
    }
}
