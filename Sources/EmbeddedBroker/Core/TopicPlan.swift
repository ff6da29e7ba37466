/// What a topic that is asked for would be, or why it is refused. Pure.
struct TopicPlan: Sendable {
    struct Refusal: Error {
        let error: ErrorCode
        let message: String
    }

    struct Planned: Sendable {
        let partitions: Int
        let settings: TopicSettings
    }

    private let defaultPartitions: Int
    private let maximumPartitions: Int
    private let defaults: TopicSettings

    init(_ configuration: BrokerConfiguration) {
        defaultPartitions = configuration.defaultPartitions
        maximumPartitions = configuration.limits.partitions
        defaults = TopicSettings(configuration)
    }

    /// - Parameter partitions: −1 for the broker's default.
    func topic(
        _ name: String, partitions: Int32, replicationFactor: Int16 = -1,
        assignments: [CreateTopicsRequest.Assignment] = [], configs: [CreateTopicsRequest.Config] = [],
        in catalog: Catalog
    ) -> Result<Planned, Refusal> {
        if let fault = TopicName.fault(in: name) { return .failure(Refusal(error: .invalidTopic, message: fault)) }
        if catalog.topics[name] != nil {
            return .failure(Refusal(error: .topicAlreadyExists, message: "topic '\(name)' already exists"))
        }
        do throws(Refusal) {
            let count = try count(partitions, replicationFactor, assignments)
            try checkRoom(for: count, in: catalog)
            return .success(Planned(partitions: count, settings: try settings(configs)))
        } catch {
            return .failure(error)
        }
    }

    private func count(
        _ partitions: Int32, _ replicationFactor: Int16, _ assignments: [CreateTopicsRequest.Assignment]
    ) throws(Refusal) -> Int {
        guard assignments.isEmpty else {
            let isWhole = Set(assignments.map(\.partition)) == Set((0..<assignments.count).map { Int32($0) })
            guard isWhole, assignments.allSatisfy({ $0.nodeIDs == [BrokerCore.nodeID] }) else {
                throw Refusal(
                    error: .invalidReplicaAssignment,
                    message: "this broker is alone: every partition from 0 on is on node \(BrokerCore.nodeID)")
            }
            return assignments.count
        }
        guard replicationFactor == -1 || replicationFactor == 1 else {
            throw Refusal(error: .invalidReplicationFactor, message: "this broker is alone: a replication factor of 1")
        }
        guard partitions == -1 || partitions > 0 else {
            throw Refusal(error: .invalidPartitions, message: "a topic has at least one partition")
        }
        return partitions == -1 ? defaultPartitions : Int(partitions)
    }

    func checkRoom(for partitions: Int, in catalog: Catalog) throws(Refusal) {
        guard catalog.logs.count + partitions <= maximumPartitions else {
            throw Refusal(
                error: .policyViolation, message: "this broker takes \(maximumPartitions) partitions in all")
        }
    }

    private func settings(_ configs: [CreateTopicsRequest.Config]) throws(Refusal) -> TopicSettings {
        var settings = defaults
        for config in configs {
            do {
                try settings.set(config.name, to: config.value)
            } catch {
                throw Refusal(error: .invalidConfig, message: error.message)
            }
        }
        return settings
    }
}

extension TopicSettings {
    /// What topics have that say nothing.
    init(_ configuration: BrokerConfiguration) {
        self.init()
        retentionMilliseconds = configuration.retentionMilliseconds
        retentionBytes = configuration.retentionBytes
    }
}
