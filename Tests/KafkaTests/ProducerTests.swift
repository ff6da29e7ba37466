import TestSupport
import Testing

@testable import Kafka

@Suite struct ProducerTests {
    @Test func retriedRecordsArriveOnceAndInOrder() async throws {
        try await Cluster.run { cluster in
            cluster.mock.pushErrors(
                .produce,
                [
                    .init(rawValue: 6),  // NOT_LEADER_FOR_PARTITION
                    .init(rawValue: 7),  // REQUEST_TIMED_OUT
                    .init(rawValue: 19),  // NOT_ENOUGH_REPLICAS
                ])
            // Many small batches, so that several are under way when the errors come.
            let options = ProducerOptions(linger: .zero, properties: ["batch.num.messages": "10"])
            let tokens = try cluster.withProducer(options: options) { producer in
                var tokens: [UInt64] = []
                for value in 0..<500 {
                    _ = producer.produce(
                        topic: "t", partition: 0, key: nil, value: Array("\(value)".utf8), token: UInt64(value))
                    producer.poll { tokens.append($0.error == nil ? $0.token : .max) }
                }
                return try tokens + producer.delivered().map(\.token)
            }
            #expect(tokens == Array(0..<500))
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<500).map(String.init))
        }
    }

    @Test func aFullQueueIsBackPressure() async throws {
        try await Cluster.run(properties: ["queue.buffering.max.messages": "10"]) { cluster in
            try Spawning.paused { try cluster.mock.setDown() }
            try cluster.withProducer { producer in
                var outcomes: [String] = []
                for value in 0..<12 {
                    outcomes.append("\(producer.produce(topic: "t", partition: 0, key: nil, value: [UInt8(value)]))")
                }
                #expect(outcomes == Array(repeating: "accepted", count: 10) + ["queueFull", "queueFull"])
                #expect(producer.outstanding == 10)
                try Spawning.paused { try cluster.mock.setUp() }
                let reports = try producer.delivered()
                #expect(reports.count == 10)
                guard case .accepted = producer.produce(topic: "t", partition: 0, key: nil, value: [99]) else {
                    throw Unexpected("no room after the flush")
                }
                let last = try producer.delivered()
                #expect(last.map(\.offset) == [10])
            }
        }
    }

    @Test func whatIsTooLargeIsRefusedAtOnce() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                let headers = [RecordHeader("reason", "size")]
                let huge = [UInt8](repeating: 0, count: 2_000_000)
                // With headers, which stay ours when the record is refused.
                let outcome = producer.produce(topic: "t", partition: 0, key: nil, value: huge, headers: headers)
                guard case .failed(let error) = outcome else { throw Unexpected("\(outcome)") }
                #expect(error.code == .messageTooLarge)
                #expect(error.verdict == .abort)
                #expect(producer.outstanding == 0)
            }
        }
    }

    @Test func closingReportsWhatItThrowsAway() async throws {
        try await Cluster.run { cluster in
            try Spawning.paused { try cluster.mock.setDown() }
            let producer = try KafkaProducer(configuration: cluster.configuration, logger: cluster.logger)
            for token in 0..<3 {
                _ = producer.produce(topic: "t", partition: 0, key: nil, value: [1], token: UInt64(token))
            }
            #expect(producer.flush(timeout: .milliseconds(50)) { Issue.record("reported: \($0)") } == 3)
            let reports = Self.close(producer)
            #expect(reports.map(\.token).sorted() == [0, 1, 2])
            #expect(reports.allSatisfy { $0.error?.code == .purgedFromQueue && $0.offset == -1 })
            #expect(producer.outstanding == 0)
        }
    }

    private static func close(_ producer: KafkaProducer) -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        producer.close { reports.append($0) }
        return reports
    }

    @Test func warmingUpATopicThatIsNotThereIsAnError() async throws {
        try await Cluster.run { cluster in
            try Spawning.paused { try cluster.mock.setDown() }
            try cluster.withProducer { producer in
                _ = #expect(throws: KafkaError.self) { try producer.warmUp(topics: ["t"], timeout: .milliseconds(100)) }
            }
        }
    }
}
