import CRdKafka
import TestSupport
import Testing

@testable import Kafka

/// The error objects of librdkafka, which say themselves what can still be done. Its calls for transactions are what makes
/// each kind; AdTally has no transactions, so they are called here by their own names.
@Suite struct ErrorObjectTests {
    private static func withTransactions(
        _ body: @escaping @Sendable (Cluster, KafkaProducer) throws -> Void
    ) async throws {
        try await Cluster.run { cluster in
            let properties = ["transactional.id": "x", "message.timeout.ms": "60000"]
            try cluster.withProducer(options: ProducerOptions(properties: properties)) { try body(cluster, $0) }
        }
    }

    @Test func noObjectIsNoError() {
        #expect(KafkaError(consuming: nil) == nil)
    }

    @Test func aTimeoutIsRetriable() async throws {
        try await Self.withTransactions { cluster, producer in
            try Spawning.paused { try cluster.mock.setDown() }
            let error = KafkaError(consuming: rd_kafka_init_transactions(producer.handle.pointer, 100))
            #expect(error?.verdict == .retriable)
        }
    }

    @Test func anUndeliveredRecordAborts() async throws {
        try await Self.withTransactions { cluster, producer in
            let client = producer.handle.pointer
            #expect(KafkaError(consuming: rd_kafka_init_transactions(client, 60_000)) == nil)
            #expect(KafkaError(consuming: rd_kafka_begin_transaction(client)) == nil)
            cluster.mock.pushErrors(.produce, [.messageTooLarge])
            _ = producer.produce(topic: "t", partition: 0, key: nil, value: [1])
            let left = producer.flush(timeout: .seconds(60)) { #expect($0.error != nil) }
            #expect(left == 0)
            let error = KafkaError(consuming: rd_kafka_commit_transaction(client, 60_000))
            #expect(error?.verdict == .abort)
            #expect(error?.code == .messageTooLarge)
        }
    }

    @Test func aProducerThatIsNotAllowedIsFinished() async throws {
        try await Self.withTransactions { cluster, producer in
            cluster.mock.pushErrors(.initProducerID, [.clusterAuthorizationFailed])
            let error = KafkaError(consuming: rd_kafka_init_transactions(producer.handle.pointer, 60_000))
            #expect(error?.verdict == .fatal)
            #expect(error?.code == .clusterAuthorizationFailed)
        }
    }

    @Test func anObjectThatSaysNothingIsJudgedByItsCode() async throws {
        try await Self.withTransactions { _, producer in
            // Not in a transaction.
            let error = KafkaError(consuming: rd_kafka_commit_transaction(producer.handle.pointer, 60_000))
            #expect(error?.code == .state)
            #expect(error?.verdict == .abort)
            #expect(error?.message.isEmpty == false)
        }
    }
}
