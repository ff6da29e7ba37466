import Testing

@testable import EmbeddedBroker

@Suite struct TopicPlanTests {
    private static func plan(_ change: (inout BrokerConfiguration) -> Void = { _ in }) -> TopicPlan {
        var configuration = BrokerConfiguration(dataFolder: "/nowhere")
        configuration.limits.partitions = 10
        change(&configuration)
        return TopicPlan(configuration)
    }

    private static func catalog(partitions: Int) -> Catalog {
        let ids = (0..<partitions).map { PartitionID(rawValue: Int64($0)) }
        var catalog = Catalog()
        catalog.add(
            Topic(id: 1, name: "old", partitions: ids, settings: TopicSettings()),
            logs: ids.enumerated().map { PartitionLog(id: $1, topic: "old", number: Int32($0)) })
        return catalog
    }

    private static func error(
        _ name: String = "t", partitions: Int32 = 1, copies: Int16 = -1,
        assignments: [CreateTopicsRequest.Assignment] = [], configs: [CreateTopicsRequest.Config] = [], there: Int = 0
    ) -> ErrorCode? {
        let result = plan().topic(
            name, partitions: partitions, replicationFactor: copies, assignments: assignments, configs: configs,
            in: catalog(partitions: there))
        if case .failure(let refusal) = result { return refusal.error }
        return nil
    }

    private static func onNode(_ nodes: [[Int32]]) -> [CreateTopicsRequest.Assignment] {
        nodes.enumerated().map { .init(partition: Int32($0), nodeIDs: $1) }
    }

    @Test func theNumberOfPartitionsIsAskedForOrTheBrokers() throws {
        let plan = Self.plan { $0.defaultPartitions = 4 }
        #expect(try plan.topic("t", partitions: -1, in: Catalog()).get().partitions == 4)
        #expect(try plan.topic("t", partitions: 7, in: Catalog()).get().partitions == 7)
        for count in [0, -2, .min] as [Int32] { #expect(Self.error(partitions: count) == .invalidPartitions) }
    }

    @Test func thereIsOneCopyOfAPartition() {
        #expect(Self.error(copies: 1) == nil)
        for copies in [0, 2, 3, -2] as [Int16] { #expect(Self.error(copies: copies) == .invalidReplicationFactor) }
    }

    @Test func aNameIsTakenOnce() {
        #expect(Self.error("old", there: 1) == .topicAlreadyExists)
        #expect(Self.error("a b") == .invalidTopic)
    }

    @Test func partitionsAreLimitedOverAllTopics() {
        #expect(Self.error(partitions: 10) == nil)
        #expect(Self.error(partitions: 11) == .policyViolation)
        #expect(Self.error(partitions: 4, there: 6) == nil)
        #expect(Self.error(partitions: 5, there: 6) == .policyViolation)
        #expect(Self.error(partitions: .max, there: 6) == .policyViolation)
    }

    @Test func everyPartitionIsOnTheOneNode() {
        #expect(Self.error(partitions: -1, assignments: Self.onNode([[0], [0]])) == nil)
        #expect(Self.error(partitions: -1, assignments: Self.onNode([[0], [1]])) == .invalidReplicaAssignment)
        #expect(Self.error(partitions: -1, assignments: Self.onNode([[0, 1]])) == .invalidReplicaAssignment)
        let gap = [CreateTopicsRequest.Assignment(partition: 1, nodeIDs: [0])]
        #expect(Self.error(partitions: -1, assignments: gap) == .invalidReplicaAssignment)
        #expect(Self.error(assignments: Self.onNode(Array(repeating: [0], count: 11))) == .policyViolation)
    }

    @Test func retentionIsTheTopicsOrTheBrokers() throws {
        let plan = Self.plan { configuration in
            configuration.retentionMilliseconds = 5
            configuration.retentionBytes = 6
        }
        let defaults = try plan.topic("t", partitions: 1, in: Catalog()).get().settings
        #expect(defaults.retentionMilliseconds == 5 && defaults.retentionBytes == 6)
        let own = try plan.topic(
            "t", partitions: 1, configs: [.init(name: "retention.ms", value: "-1")], in: Catalog()
        ).get().settings
        #expect(own.retentionMilliseconds == nil && own.retentionBytes == 6)
        #expect(Self.error(configs: [.init(name: "no.such", value: "1")]) == .invalidConfig)
    }
}
