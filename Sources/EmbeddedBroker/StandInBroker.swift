import Kafka
import Logging

/// A stand-in for the embedded broker of DESIGN §8 until that arrives: librdkafka's mock cluster with our four topics.
///
/// For trying things out in one process only. It keeps 5 MiB a partition in memory and nothing on disk, listens on a
/// port of its own choice on localhost, and has no admin requests: the topics are there from the start.
public final class StandInBroker: Sendable {
    /// The topics of DESIGN §3.
    public static let topics = ["logs", "results", "results.live", "logs.dlq"]

    private let cluster: MockCluster
    /// `host:port` to connect to.
    public var bootstrapServers: String { cluster.bootstrapServers }

    /// - Parameter partitions: of each topic.
    public init(partitions: Int = 6, logger: Logger) throws(KafkaError) {
        cluster = try MockCluster(logger: logger)
        do {
            for topic in Self.topics { try cluster.createTopic(topic, partitions: partitions) }
        } catch {
            cluster.close()
            throw error
        }
    }

    /// Must be called once, after its clients are closed. The records are gone then.
    public func close() {
        cluster.close()
    }
}
