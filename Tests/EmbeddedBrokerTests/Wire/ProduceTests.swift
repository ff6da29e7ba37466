import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct ProduceTests {
    private static func run(
        _ change: (inout BrokerConfiguration) -> Void = { _ in }, _ body: @escaping @Sendable (RawClient) throws -> Void
    ) async throws {
        try await TestBroker.run(change) { broker in
            try await broker.raw { client throws in
                try client.createTopic("t", partitions: 2)
                try body(client)
            }
            try await broker.becomesIdle()
        }
    }

    private static func errors(_ produced: [RawClient.Produced]) -> [Int16] { produced.map(\.error) }

    @Test func everyPartitionHasItsOwnVerdict() async throws {
        try await Self.run { client throws in
            var damaged = TestBatch(["b"]).bytes
            damaged.setInteger(UInt8(0), at: damaged.writerIndex - 2)
            let produced = try client.produce(
                .produce(
                    "t", [(0, TestBatch(["a"]).bytes), (1, damaged), (2, TestBatch(["c"]).bytes), (-1, ByteBuffer())]))
            #expect(produced.map(\.partition) == [0, 1, 2, -1])
            #expect(Self.errors(produced) == [0, 2, 3, 3])
            #expect(produced.map(\.offset) == [0, -1, -1, -1])
            #expect(try client.append(TestBatch(["d", "e"]), to: "t", 0) == 1)
            #expect(try client.append(TestBatch(["f"]), to: "t", 0) == 3)
        }
    }

    @Test func aBatchThatIsTooLargeIsRefusedAndOneByteLessIsNot() async throws {
        try await Self.run { client throws in
            let overhead = TestBatch(bytes: 1_048_000).bytes.readableBytes - 1_048_000
            let most = TopicSettings.defaultMaximumBatchBytes - overhead
            let produced = try client.produce(.produce("t", 0, TestBatch(bytes: most + 1)))
            #expect(Self.errors(produced) == [10])
            #expect(try client.append(TestBatch(bytes: most), to: "t") == 0)
            try client.createTopic("small", configs: ["max.message.bytes": "200"])
            #expect(Self.errors(try client.produce(.produce("small", 0, TestBatch(bytes: 200)))) == [10])
            #expect(try client.append(TestBatch(bytes: 20), to: "small") == 0)
        }
    }

    @Test func whatIsNoBatchOfTodayIsRefused() async throws {
        try await Self.run { client throws in
            var old = TestBatch(["a"]).bytes
            old.setInteger(Int8(1), at: 16)
            let two = ByteBuffer(
                bytes: Array(repeating: TestBatch(["a"]).bytes, count: 2).flatMap { $0.readableBytesView })
            for (bytes, error) in [(old, 43), (two, 87), (ByteBuffer(), 87), (ByteBuffer(bytes: [1, 2]), 87)]
                as [(ByteBuffer, Int16)]
            {
                #expect(Self.errors(try client.produce(.produce("t", [(0, bytes)]))) == [error])
            }
        }
    }

    @Test func thereAreNoTransactions() async throws {
        try await Self.run { client throws in
            let produced = try client.produce(.produce("t", [(0, TestBatch(["a"]).bytes)], transactionalID: "x"))
            #expect(Self.errors(produced) == [53])
            var batch = TestBatch(["a"], producer: 1, sequence: 0)
            batch.attributes = 1 << 4
            #expect(Self.errors(try client.produce(.produce("t", 0, batch))) == [48])
            var reply = try client.ask(.initProducerID(transactionalID: "x"))
            _ = try reply.int32()
            #expect(try reply.int16() == 53)
        }
    }

    @Test func acksAreNoneOneOrAll() async throws {
        try await Self.run { client throws in
            for acks in [-1, 1] as [Int16] {
                #expect(Self.errors(try client.produce(.produce("t", 0, TestBatch(["a"]), acks: acks))) == [0])
            }
            for acks in [2, -2, .max] as [Int16] {
                #expect(Self.errors(try client.produce(.produce("t", 0, TestBatch(["a"]), acks: acks))) == [21])
            }
        }
    }

    @Test func withoutAcksThereIsNoAnswer() async throws {
        try await Self.run { client throws in
            for value in 0..<50 { try client.send(.produce("t", 0, TestBatch(["\(value)"]), acks: 0)) }
            // The answer to this one is the first there is.
            #expect(try client.append(TestBatch(["last"]), to: "t") == 50)
            let fetched = try client.fetch(.fetch("t", [.init()]))
            #expect(fetched.first?.values == (0..<50).map { "\($0)" } + ["last"])
        }
    }

    @Test func withoutAcksTheEndOfTheConnectionTellsOfAnError() async throws {
        try await TestBroker.run {
            $0.createsTopics = false
        } _: { broker in
            try await broker.raw { client throws in
                try client.send(.produce("nowhere", 0, TestBatch(["a"]), acks: 0))
                try client.waitForEnd()
            }
        }
    }

    @Test func retriesAreFoundAndGapsRefused() async throws {
        try await Self.run { client throws in
            var reply = try client.ask(.initProducerID())
            _ = try reply.int32()
            #expect(try reply.int16() == 0)
            let producer = try reply.int64()
            func send(_ sequence: Int32) throws -> [RawClient.Produced] {
                try client.produce(.produce("t", 0, TestBatch(["a", "b"], producer: producer, sequence: sequence)))
            }
            for sequence in [0, 2, 4] as [Int32] { #expect(try send(sequence).first?.offset == Int64(sequence)) }
            #expect(try send(2) == [.init(partition: 0, error: 0, offset: 2)])
            #expect(Self.errors(try send(8)) == [45])
            #expect(try client.listOffsets(.listOffsets("t", timestamp: -1)).first?.offset == 6)
        }
    }

    // MARK: Topics that are missing

    @Test func aProducerMakesATopicThatIsMissing() async throws {
        try await TestBroker.run {
            $0.defaultPartitions = 4
        } _: { broker in
            try await broker.raw { client throws in
                // As with Kafka, asking where to write makes it, and not the writing.
                #expect(Self.errors(try client.produce(.produce("new", 3, TestBatch(["a"])))) == [3])
                #expect(try client.metadata(.metadata(["new"], creates: true))["new"]?.partitions == 4)
                #expect(try client.append(TestBatch(["a"]), to: "new", 3) == 0)
                #expect(Self.errors(try client.produce(.produce("no name", 0, TestBatch(["a"])))) == [3])
            }
        }
    }

    @Test func aBrokerToldNotToMakesNone() async throws {
        try await TestBroker.run {
            $0.createsTopics = false
        } _: { broker in
            try await broker.raw { client throws in
                #expect(Self.errors(try client.produce(.produce("new", 0, TestBatch(["a"])))) == [3])
                let asked = try client.metadata(.metadata(["new"], creates: true))
                #expect(asked["new"]?.error == 3)
                #expect(try client.metadata(.metadata(nil)).isEmpty)
            }
        }
    }

    @Test func aQuestionMakesATopicOnlyWhereTheClientWantsThat() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { client throws in
                #expect(try client.metadata(.metadata(["a", "a b"], creates: false))["a"]?.error == 3)
                let made = try client.metadata(.metadata(["a", "a b"], creates: true))
                #expect(made["a"]?.error == 0 && made["a"]?.partitions == 6)
                #expect(made["a b"]?.error == 17)
                #expect(try client.metadata(.metadata(nil)).keys.sorted() == ["a"])
                #expect(try client.metadata(.metadata([])).isEmpty)
            }
        }
    }
}
