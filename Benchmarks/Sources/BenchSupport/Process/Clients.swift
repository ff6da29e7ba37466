import Kafka
import Logging

/// What the clients of all steps have in common, and the topic that they use.
package struct Clients: Sendable {
    package let topic = "logs"
    package let partitions = 6
    /// librdkafka properties as `name=value`, over those of our layer.
    package let properties: [String]
    package let logger: Logger

    package init(properties: [String], logger: Logger) {
        self.properties = properties
        self.logger = logger
    }

    package var allPartitions: [TopicPartition] { (0..<Int32(partitions)).map { TopicPartition(topic, $0) } }

    package func configuration(for broker: BrokerProcess) throws -> KafkaConfiguration {
        try KafkaConfiguration(bootstrapServers: broker.bootstrapServers, overrides: properties, environment: [:])
    }

    package func createTopic(on broker: BrokerProcess) throws {
        let admin = try KafkaAdmin(configuration: try configuration(for: broker), logger: logger)
        defer { admin.close() }
        try admin.createTopics([TopicSpec(name: topic, partitions: partitions)])
    }
}
