import Testing

@testable import Kafka

@Suite struct RoundTripTests {
    /// What a consumer saw of a record, copied.
    private struct Seen: Equatable {
        let offset: Int64
        let timestamp: Int64?
        let key: String?
        let value: String?
        let headers: [RecordHeader]
    }

    @Test func everythingARecordHasComesBack() async throws {
        try await Cluster.run { cluster in
            let headers = [RecordHeader("a", "1"), RecordHeader("b", nil), RecordHeader("a", "")]
            let delivered = try cluster.withProducer { producer in
                try producer.warmUp(topics: ["t"])
                _ = producer.produce(
                    topic: "t", partition: 0, key: Array("k".utf8), value: Array("v".utf8), headers: headers,
                    timestamp: 1_700_000_000_123, token: 7)
                _ = producer.produce(topic: "t", partition: 0, key: nil, value: nil, timestamp: 1, token: .max)
                _ = producer.produce(topic: "t", partition: 0, key: [], value: [], timestamp: 2, token: 0)
                #expect(producer.outstanding == 3)
                return try producer.delivered()
            }
            #expect(delivered.map(\.token) == [7, .max, 0])
            #expect(delivered.map(\.offset) == [0, 1, 2])
            #expect(delivered.allSatisfy { $0.error == nil && $0.topic == "t" && $0.partition == 0 })

            let seen = try cluster.withConsumer { try Self.read($0, count: 3) }
            #expect(
                seen == [
                    Seen(offset: 0, timestamp: 1_700_000_000_123, key: "k", value: "v", headers: headers),
                    Seen(offset: 1, timestamp: 1, key: nil, value: nil, headers: []),
                    Seen(offset: 2, timestamp: 2, key: "", value: "", headers: []),
                ])
        }
    }

    private static func read(_ consumer: KafkaConsumer, count: Int) throws -> [Seen] {
        try consumer.assign([PartitionOffset(topic: "t", partition: 0, offset: PartitionOffset.beginning)])
        var seen: [Seen] = []
        let deadline = ContinuousClock.now + .seconds(60)
        while seen.count < count, ContinuousClock.now < deadline {
            try consumer.poll(timeout: .milliseconds(60)) { event in
                guard case .record(let record) = event else { return }
                seen.append(
                    Seen(
                        offset: record.offset, timestamp: record.timestamp, key: text(record.key),
                        value: text(record.value), headers: record.headers))
            }
        }
        return seen
    }

    @Test func theEndIsReportedAtItsOffset() async throws {
        try await Cluster.run { cluster in
            try cluster.produce(0..<5)
            try cluster.withConsumer { consumer in
                let seen = Recording()
                try consumer.assign([PartitionOffset(topic: "t", partition: 0, offset: 2)])
                try consumer.pollUntil("the first end", done: seen.ends == 1) { seen.note($0) }
                try cluster.produce(5..<6)
                try consumer.pollUntil("the second end", done: seen.ends == 2) { seen.note($0) }
                #expect(seen.log == ["2", "3", "4", "end t[0]@5", "5", "end t[0]@6"])
                #expect(consumer.isLive())
                #expect(consumer.cachedWatermarks(TopicPartition("t", 0)) == 0..<6)
            }
        }
    }

    @Test func aKeyDecidesThePartitionAsInJava() async throws {
        try await Cluster.run(partitions: 6) { cluster in
            let reports = try cluster.withProducer { producer in
                for campaign in 0..<10 {
                    _ = producer.produce(
                        topic: "t", key: Array("camp_00\(campaign)".utf8), value: [1], token: UInt64(campaign))
                }
                return try producer.delivered()
            }
            // The Java client's murmur2(key) & 0x7fffffff, modulo 6, worked out apart from this.
            let partitions = reports.sorted { $0.token < $1.token }.map(\.partition)
            #expect(partitions == [2, 1, 0, 2, 3, 3, 0, 3, 3, 3])
        }
    }
}
