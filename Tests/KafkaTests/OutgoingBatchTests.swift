import TestSupport
import Testing

@testable import Kafka

@Suite struct OutgoingBatchTests {
    private static let counting = ProducerOptions(reports: .counted)

    private static func batch(_ values: Range<Int>, records: Int = 100) -> OutgoingBatch {
        let batch = OutgoingBatch(records: records, bytes: 10_000)
        for value in values {
            let added = withBytes(of: Array("\(value)".utf8)) { batch.append(key: nil, value: $0) }
            #expect(added)
        }
        return batch
    }

    private static func counts(_ producer: KafkaProducer, of wanted: Int) throws -> DeliveryCounts {
        var all = DeliveryCounts()
        let deadline = ContinuousClock.now + .seconds(60)
        while all.delivered + all.failed < wanted {
            guard ContinuousClock.now < deadline else { throw Unexpected("\(all) of \(wanted)") }
            let counts = producer.pollCounts(timeout: .milliseconds(50))
            all.delivered += counts.delivered
            all.failed += counts.failed
            all.firstError = all.firstError ?? counts.firstError
        }
        return all
    }

    @Test func aBatchArrivesWholeAndInOrder() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer(options: Self.counting) { producer in
                let batch = Self.batch(0..<100)
                #expect(!withBytes(of: [1]) { batch.append(key: nil, value: $0) }, "it is full")
                guard case .accepted = producer.produce(batch, topic: "t") else { throw Unexpected("not accepted") }
                #expect(batch.isEmpty)
                #expect(try Self.counts(producer, of: 100).delivered == 100)
                #expect(producer.outstanding == 0)
            }
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<100).map(String.init))
        }
    }

    @Test func whatHasNoRoomStaysInTheBatch() async throws {
        try await Cluster.run(properties: ["queue.buffering.max.messages": "10"]) { cluster in
            try cluster.withProducer(options: Self.counting) { producer in
                let batch = Self.batch(0..<25)
                var delivered = 0
                while true {
                    let outcome = producer.produce(batch, topic: "t")
                    if case .accepted = outcome { break }
                    guard case .queueFull = outcome else { throw Unexpected("\(outcome)") }
                    delivered += producer.pollCounts(timeout: .milliseconds(50)).delivered
                }
                delivered += try Self.counts(producer, of: 25 - delivered).delivered
                #expect(delivered == 25)
            }
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<25).map(String.init))
        }
    }

    @Test func aRecordThatIsTooLargeIsAnError() async throws {
        try await Cluster.run(properties: ["message.max.bytes": "2000"]) { cluster in
            try cluster.withProducer(options: Self.counting) { producer in
                let batch = OutgoingBatch(records: 10, bytes: 10_000)
                for size in [1, 5_000, 2] {
                    let added = withBytes(of: [UInt8](repeating: 65, count: size)) { batch.append(key: nil, value: $0) }
                    #expect(added)
                }
                guard case .failed(let error) = producer.produce(batch, topic: "t") else {
                    throw Unexpected("a record that is too large was accepted")
                }
                #expect(error.code == .messageTooLarge)
                #expect(batch.count == 1)
                #expect(producer.outstanding == 2)
                #expect(try Self.counts(producer, of: 2).delivered == 2)
            }
        }
    }

    @Test func failuresAreCountedWithTheirReason() async throws {
        try await Cluster.run { cluster in
            cluster.mock.pushErrors(.produce, [.init(rawValue: 29)])  // TOPIC_AUTHORIZATION_FAILED
            try cluster.withProducer(options: Self.counting) { producer in
                guard case .accepted = producer.produce(Self.batch(0..<3), topic: "t") else {
                    throw Unexpected("not accepted")
                }
                let counts = try Self.counts(producer, of: 3)
                #expect(counts.failed == 3 && counts.delivered == 0)
                #expect(counts.firstError?.code == .init(rawValue: 29))
                #expect(producer.outstanding == 0)
            }
        }
    }

    @Test func aTombstoneAndAnEmptyValueAreNotTheSame() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer(options: Self.counting) { producer in
                let batch = OutgoingBatch(records: 10, bytes: 1_000)
                for (key, value) in [([1], nil), ([], []), ([2], [])] as [([UInt8]?, [UInt8]?)] {
                    let added = withBytes(of: key) { key in
                        withBytes(of: value) { batch.append(key: key, value: $0) }
                    }
                    #expect(added)
                }
                guard case .accepted = producer.produce(batch, topic: "t") else { throw Unexpected("not accepted") }
                #expect(try Self.counts(producer, of: 3).delivered == 3)
            }
            let values = try cluster.withConsumer { consumer in
                var values: [[UInt8]?] = []
                let seen = Recording()
                try consumer.assign([PartitionOffset(TopicPartition("t", 0), offset: 0)])
                try consumer.pollUntil("the end", done: seen.ends > 0) { event in
                    seen.note(event)
                    if case .record(let record) = event { values.append(record.value.map(Array.init)) }
                }
                return values
            }
            #expect(values == [nil, [], []])
        }
    }
}
