import Testing

@testable import EmbeddedBroker

@Suite struct SweepTests {
    /// Bytes of a topic's batches in the database.
    private static func bytes(_ broker: TestBroker, of topic: String) async throws -> Int64 {
        let connections = broker.broker.connections
        return try await connections.eventLoop.submit {
            let catalog = connections.value.core.catalog
            return catalog.topics[topic]?.partitions.reduce(0) { $0 + (catalog[$1]?.bytes ?? 0) } ?? 0
        }.get()
    }

    /// Many come while a sweep runs; no other would follow for an hour.
    @Test func whateverIsDeletedGoesSoon() async throws {
        try await TestBroker.run {
            $0.sweepInterval = .seconds(3_600)
        } _: { broker in
            try await broker.raw { client throws in
                try client.createTopic("t", partitions: 3)
                let batch = TestBatch(bytes: 900).bytes
                for _ in 0..<50 { _ = try client.produce(.produce("t", (0..<3).map { ($0, batch) })) }
                for offset in Int64(1)...50 {
                    for partition in Int32(0)..<3 {
                        _ = try client.ask(.deleteRecords("t", partition, before: offset))
                    }
                }
            }
            try await eventually("an empty log") { try await Self.bytes(broker, of: "t") == 0 }
        }
    }
}
