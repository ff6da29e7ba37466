import BenchSupport
import Kafka

/// A consumer in a group, which reads what comes after it has joined.
final class GroupMember: RebalanceHandler {
    private let consumer: KafkaConsumer
    private(set) var partitions: [TopicPartition] = []

    /// Connects and asks to join; the answer comes from a later `poll`.
    init(
        _ broker: BrokerProcess, group: String, clients: Clients, properties: [String: String] = [:]
    ) throws {
        consumer = try KafkaConsumer(
            configuration: try clients.configuration(for: broker), group: group, properties: properties,
            logger: clients.logger)
        try consumer.subscribe(topics: [clients.topic], handler: self)
    }

    func poll(_ timeout: Duration) throws {
        var failure: KafkaError?
        try consumer.poll(timeout: timeout) { event in
            if case .failure(let error, _) = event, !error.isRetriable { failure = error }
        }
        if let failure { throw failure }
    }

    func close() { consumer.close() }

    func assigned(_ partitions: [TopicPartition]) -> [PartitionOffset] {
        self.partitions = partitions
        return partitions.map { PartitionOffset($0, offset: PartitionOffset.end) }
    }

    func revoked(_ partitions: [TopicPartition], lost: Bool) { self.partitions = [] }
}
