internal import CRdKafka
import Logging

/// librdkafka's own mock of a Kafka cluster, in this process, on ports of its choice.
///
/// Good for protocol faults: errors, disconnects, delays, rebalances. Not for volume or durability: it keeps 5 MiB or
/// 100,000 records a partition and drops older ones, answers hardly any admin request, creates any topic it is asked
/// about by name (4 partitions), and takes about 3 s for the first rebalance of a group.
///
/// Any thread may use it: each call takes the cluster's lock or is an operation for its own thread. ``close()`` must be
/// called once, after the clients that use it.
public final class MockCluster: Sendable {
    /// The protocol's request types that errors can be injected into.
    public enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case offsetCommit = 8
        case offsetFetch = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case leaveGroup = 13
        case syncGroup = 14
        case initProducerID = 22
    }

    private let handle: ClientHandle
    private let cluster: Cluster
    /// `host:port` of every broker, comma-separated.
    public let bootstrapServers: String

    /// The pointer to the cluster.
    ///
    /// `@unchecked Sendable`: rd_kafka_mock_* calls lock the cluster or are handed to its thread (rdkafka_mock.c).
    private struct Cluster: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// - Parameter brokers: their ids are 1 to this.
    public init(brokers: Int = 1, logger: Logger) throws(KafkaError) {
        // librdkafka keeps a mock cluster inside a client, which is otherwise idle: it knows no broker.
        let report = ConnectionReport()
        // Whatever that client says about connections means nothing.
        var quiet = logger
        quiet.logLevel = .critical
        let context = ClientContext(connection: report, logger: quiet)
        handle = try ClientHandle(RD_KAFKA_PRODUCER, NativeConfiguration(), context: context)
        guard let made = rd_kafka_mock_cluster_new(handle.pointer, Int32(clamping: brokers)) else {
            handle.close()
            throw KafkaError(.invalidArgument, message: "cannot start a mock cluster of \(brokers) brokers")
        }
        cluster = Cluster(pointer: made)
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(made))
    }

    public func createTopic(_ name: String, partitions: Int) throws(KafkaError) {
        let result = rd_kafka_mock_topic_create(cluster.pointer, name, Int32(clamping: partitions), 1)
        if let error = KafkaError(result) { throw error }
    }

    /// Answers the next requests of this type with these errors, one each; `.transport` breaks the connection instead.
    public func pushErrors(_ request: Request, _ codes: [KafkaError.Code]) {
        let errors = codes.map(\.response)
        rd_kafka_mock_push_request_errors_array(cluster.pointer, request.rawValue, errors.count, errors)
    }

    public func clearErrors(_ request: Request) {
        rd_kafka_mock_clear_request_errors(cluster.pointer, request.rawValue)
    }

    /// Breaks a broker's connections and refuses new ones; its log stays.
    ///
    /// - Parameter broker: nil means all.
    public func setDown(broker: Int32? = nil) throws(KafkaError) {
        for broker in ids(broker) { try check(rd_kafka_mock_broker_set_down(cluster.pointer, broker)) }
    }

    public func setUp(broker: Int32? = nil) throws(KafkaError) {
        for broker in ids(broker) { try check(rd_kafka_mock_broker_set_up(cluster.pointer, broker)) }
    }

    /// Delays every answer.
    public func setRoundTrip(_ time: Duration, broker: Int32? = nil) throws(KafkaError) {
        for broker in ids(broker) {
            try check(rd_kafka_mock_broker_set_rtt(cluster.pointer, broker, time.wholeMilliseconds))
        }
    }

    public func setLeader(_ partition: TopicPartition, broker: Int32) throws(KafkaError) {
        try check(
            rd_kafka_mock_partition_set_leader(cluster.pointer, partition.topic, partition.partition, broker))
    }

    public func setGroupCoordinator(_ group: String, broker: Int32) throws(KafkaError) {
        try check(rd_kafka_mock_coordinator_set(cluster.pointer, "group", group, broker))
    }

    /// Stops all brokers and forgets their records.
    public func close() {
        handle.expectEnd()
        rd_kafka_mock_cluster_destroy(cluster.pointer)
        handle.close()
    }

    private func ids(_ broker: Int32?) -> [Int32] {
        if let broker { return [broker] }
        return bootstrapServers.split(separator: ",").indices.map { Int32($0 + 1) }
    }

    private func check(_ result: rd_kafka_resp_err_t) throws(KafkaError) {
        if let error = KafkaError(result) { throw error }
    }
}
