import Foundation
import Kafka
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

/// The broker as librdkafka sees it.
@Suite struct KafkaClientTests {
    private static func withProducer<Value>(
        _ configuration: KafkaConfiguration, _ properties: [String: String] = [:],
        _ body: (KafkaProducer) throws -> Value
    ) throws -> Value {
        let options = ProducerOptions(linger: .milliseconds(2), properties: properties)
        let producer = try KafkaProducer(configuration: configuration, options: options, logger: LogLines().logger)
        defer { producer.close() }
        return try body(producer)
    }

    private static func send(_ values: some Sequence<String>, _ producer: KafkaProducer, partition: Int32 = 0) throws {
        for value in values {
            while case .queueFull = producer.produce(
                topic: "t", partition: partition, key: nil, value: Array(value.utf8))
            {
                producer.poll(timeout: .milliseconds(10)) { _ in }
            }
        }
        var errors: [KafkaError] = []
        let left = producer.flush(timeout: .seconds(30)) { if let error = $0.error { errors.append(error) } }
        guard left == 0, errors.isEmpty else { throw Unexpected("\(left) not delivered, \(errors)") }
    }

    /// The values of `t[partition]`, to its end.
    private static func read(_ configuration: KafkaConfiguration, partition: Int32 = 0) throws -> [String] {
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: LogLines().logger)
        defer { consumer.close() }
        try consumer.assign([PartitionOffset(topic: "t", partition: partition, offset: PartitionOffset.beginning)])
        var values: [String] = []
        var isAtEnd = false
        let deadline = ContinuousClock.now + .seconds(30)
        while !isAtEnd {
            guard ContinuousClock.now < deadline else { throw Unexpected("no end after \(values.count) records") }
            try consumer.poll(timeout: .milliseconds(10)) { event in
                switch event {
                case .record(let record): values.append(record.value.map { String(decoding: $0, as: UTF8.self) } ?? "")
                case .endOfPartition: isAtEnd = true
                case .failure: break
                }
            }
        }
        return values
    }

    @Test(arguments: zip(["none", "gzip", "snappy", "lz4", "zstd"], RecordCodec.allCases))
    func everyCodecPassesThroughUntouched(name: String, codec: RecordCodec) async throws {
        try await TestBroker.run { broker in
            try await broker.raw { try $0.createTopic("t") }
            // Long enough to be worth the compression.
            let values = (0..<500).map { "\($0) " + String(repeating: "adtally ", count: 30) }
            let read = try await broker.kafka { configuration in
                try Self.withProducer(configuration, ["compression.type": name]) { try Self.send(values, $0) }
                return try Self.read(configuration)
            }
            #expect(read == values)
            let stored = try await broker.raw { try $0.fetch(.fetch("t", [.init()])) }
            let records = try #require(stored.first?.records)
            #expect(BatchHeader(records)?.codec == codec)
        }
    }

    /// Retries over each stop are found by their numbers.
    @Test func anIdempotentProducerSurvivesStops() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { try $0.createTopic("t") }
            let configuration = try KafkaConfiguration(bootstrapServers: broker.broker.bootstrapServers)
            let count = 15_000
            let progress = Atomic(0)
            let producer = ServiceThread(name: "producer") {
                try Self.withProducer(configuration, ["batch.num.messages": "50"]) { producer in
                    for start in stride(from: 0, to: count, by: 500) {
                        for value in start..<start + 500 {
                            let bytes = Array("\(value)".utf8)
                            while case .queueFull = producer.produce(topic: "t", partition: 0, key: nil, value: bytes) {
                                producer.poll(timeout: .milliseconds(5)) { _ in }
                            }
                        }
                        producer.poll { _ in }
                        progress.store(start, ordering: .relaxed)
                        usleep(3_000)
                    }
                    try Self.send([], producer)
                }
            }
            for share in 1...4 {
                try await eventually("the producer") { progress.load(ordering: .relaxed) >= share * count / 6 }
                try await broker.restart()
            }
            try await producer.join()
            let values = try await broker.kafka { try Self.read($0) }
            #expect(values.count == count)
            #expect(values == (0..<count).map { "\($0)" })
        }
    }

    private final class Diary: RebalanceHandler {
        private(set) var entries: [String] = []

        func assigned(_ partitions: [TopicPartition]) throws -> [PartitionOffset] {
            entries.append("assigned \(partitions.map(\.partition).sorted())")
            return partitions.map { PartitionOffset($0, offset: PartitionOffset.beginning) }
        }

        func revoked(_ partitions: [TopicPartition], lost: Bool) {
            entries.append(lost ? "lost" : "revoked")
        }
    }

    /// Its session, its partitions and its commits are there again: no rebalance.
    @Test func aConsumerGroupGoesOnAfterAStop() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { try $0.createTopic("t", partitions: 2) }
            let configuration = try KafkaConfiguration(bootstrapServers: broker.broker.bootstrapServers)
            let (read, wanted) = (Kept<Int>(), Kept<Int>())
            wanted.put(2)
            let consumer = ServiceThread(name: "consumer") {
                let consumer = try KafkaConsumer(configuration: configuration, group: "g", logger: LogLines().logger)
                defer { consumer.close() }
                let diary = Diary()
                try consumer.subscribe(topics: ["t"], handler: diary)
                var count = 0
                let deadline = ContinuousClock.now + .seconds(40)
                while try wanted.get() > 0 {
                    guard ContinuousClock.now < deadline else { throw Unexpected("read \(count), \(diary.entries)") }
                    var places: [PartitionOffset] = []
                    try consumer.poll(timeout: .milliseconds(10)) { event in
                        guard case .record(let record) = event else { return }
                        count += 1
                        places.append(PartitionOffset(record.topicPartition, offset: record.offset + 1, metadata: "m"))
                    }
                    for place in places { try consumer.commit([place]) }
                    read.put(count)
                }
                guard diary.entries == ["assigned [0, 1]"] else { throw Unexpected("\(diary.entries)") }
            }
            func produceAndWait(_ total: Int) async throws {
                try await broker.kafka { configuration in
                    try Self.withProducer(configuration) { producer in
                        for partition in Int32(0)..<2 { try Self.send(["x"], producer, partition: partition) }
                    }
                }
                try await eventually("\(total) records") { (try? read.get()) ?? 0 >= total }
            }
            try await produceAndWait(2)
            for restart in 1...2 {
                try await broker.restart()
                try await produceAndWait(2 + 2 * restart)
            }
            wanted.put(0)
            try await consumer.join()
            let committed = try await broker.kafka { configuration in
                let reader = try KafkaConsumer(configuration: configuration, group: "g", logger: LogLines().logger)
                defer { reader.close() }
                return try reader.committed([TopicPartition("t", 0), TopicPartition("t", 1)])
            }
            #expect(
                committed == (Int32(0)..<2).map { PartitionOffset(topic: "t", partition: $0, offset: 3, metadata: "m") }
            )
        }
    }
}
