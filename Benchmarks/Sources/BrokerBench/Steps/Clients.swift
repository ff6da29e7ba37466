import Kafka
import Logging

/// What the clients of all steps have in common.
struct Clients {
    let topic = "logs"
    let partitions = 6
    /// librdkafka properties as `name=value`, over those of our layer.
    let properties: [String]
    let logger: Logger

    var allPartitions: [TopicPartition] { (0..<Int32(partitions)).map { TopicPartition(topic, $0) } }

    func configuration(for broker: BrokerProcess) throws -> KafkaConfiguration {
        try KafkaConfiguration(bootstrapServers: broker.bootstrapServers, overrides: properties, environment: [:])
    }

    func createTopic(on broker: BrokerProcess) throws {
        let admin = try KafkaAdmin(configuration: try configuration(for: broker), logger: logger)
        defer { admin.close() }
        try admin.createTopics([TopicSpec(name: topic, partitions: partitions)])
    }
}
