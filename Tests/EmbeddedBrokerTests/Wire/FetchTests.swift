import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct FetchTests {
    private static func run(
        _ change: (inout BrokerConfiguration) -> Void = { _ in }, _ body: @escaping @Sendable (RawClient) throws -> Void
    ) async throws {
        try await TestBroker.run(change) { broker in
            try await broker.raw { client throws in
                try client.createTopic("t", partitions: 3)
                try body(client)
            }
            try await broker.becomesIdle()
        }
    }

    @Test func anOffsetOutsideTheLogIsOutOfRange() async throws {
        try await Self.run { client throws in
            for value in 0..<6 { try client.append(TestBatch(["\(value)"]), to: "t") }
            _ = try client.ask(.deleteRecords("t", before: 2))
            for offset in [-1, 0, 1, 7, .max, .min] as [Int64] {
                let fetched = try client.fetch(.fetch("t", [.init(offset: offset)], maxWait: 30_000))
                #expect(fetched.map(\.error) == [1])
                #expect(fetched.first?.records.readableBytes == 0, "at \(offset)")
            }
            let first = try client.fetch(.fetch("t", [.init(offset: 2)]))
            #expect(first.first?.values == ["2", "3", "4", "5"] && first.first?.logStart == 2)
            let end = try client.fetch(.fetch("t", [.init(offset: 6)]))
            #expect(end == [.init(partition: 0, error: 0, highWatermark: 6, logStart: 2, records: ByteBuffer())])
        }
    }

    @Test func whatIsThereIsReturnedBesideAnError() async throws {
        try await Self.run { client throws in
            try client.append(TestBatch(["a"]), to: "t", 1)
            let places = [RawRequest.Place(partition: 7), .init(partition: 1), .init(partition: 0, offset: 5)]
            let fetched = try client.fetch(.fetch("t", places, maxWait: 30_000, minBytes: 1 << 20))
            #expect(fetched.map(\.error) == [3, 0, 1])
            #expect(fetched[1].values == ["a"])
            #expect(try client.fetch(.fetch("nowhere", [.init()], maxWait: 30_000)).map(\.error) == [3])
        }
    }

    @Test func aReplyHasAtMostWhatTheClientAndTheBrokerAllow() async throws {
        try await Self.run {
            $0.limits.fetchBytes = 5_000
        } _: { client throws in
            let batch = TestBatch(bytes: 900)
            let size = batch.bytes.readableBytes
            for partition in Int32(0)..<3 { for _ in 0..<10 { try client.append(batch, to: "t", partition) } }
            func batches(_ partitionBytes: Int, _ replyBytes: Int) throws -> [Int] {
                let places = (Int32(0)..<3).map { RawRequest.Place(partition: $0, maxBytes: Int32(partitionBytes)) }
                return try client.fetch(.fetch("t", places, maxBytes: Int32(replyBytes)))
                    .map { $0.records.readableBytes / size }
            }
            #expect(try batches(size, 1 << 20) == [1, 1, 1])
            // One batch at least, and from one partition only.
            #expect(try batches(1, 1 << 20).sorted() == [0, 0, 1])
            #expect(try batches(1 << 20, 1).sorted() == [0, 0, 1])
            #expect(try batches(1 << 20, 0).sorted() == [0, 0, 1])
            #expect(try batches(1 << 20, -1).sorted() == [0, 0, 1])
            #expect(try batches(2 * size, 3 * size).sorted() == [0, 1, 2])
            #expect(try batches(1 << 20, 1 << 20).reduce(0, +) == 5, "the broker's own limit")
        }
    }

    @Test func aFullReplyDoesNotAlwaysLeaveOutTheSamePartitions() async throws {
        try await Self.run { client throws in
            for partition in Int32(0)..<3 { try client.append(TestBatch(bytes: 900), to: "t", partition) }
            var served: Set<Int32> = []
            for _ in 0..<3 {
                let fetched = try client.fetch(
                    .fetch("t", (Int32(0)..<3).map { .init(partition: $0) }, maxBytes: 1_000))
                served.formUnion(fetched.filter { $0.records.readableBytes > 0 }.map(\.partition))
            }
            #expect(served == [0, 1, 2])
        }
    }

    /// What follows a reply that was cut short is read ahead; whatever is asked for then, it is what the log holds.
    @Test func aLogIsTheSameWhateverWasReadAhead() async throws {
        try await Self.run {
            $0.limits.fetchBytes = 5_000
        } _: { client throws in
            for partition in Int32(0)..<3 {
                for value in 0..<40 {
                    try client.append(TestBatch(["\(value)" + String(repeating: "x", count: 400)]), to: "t", partition)
                }
            }
            var next: [Int32: Int64] = [0: 0, 1: 0, 2: 0]
            var turn: Int32 = 0
            while next.values.contains(where: { $0 < 41 }) {
                guard turn < 200 else { throw Unexpected("stuck at \(next)") }
                turn += 1
                // In another order each time; now and then not all of them, or from further back.
                let asked = (Int32(0)..<3).map { ($0 + turn) % 3 }.dropLast(turn % 7 == 0 ? 1 : 0)
                let places = asked.map { partition in
                    RawRequest.Place(
                        partition: partition, offset: max(0, (next[partition] ?? 0) - (turn % 5 == 0 ? 2 : 0)))
                }
                for (place, fetched) in zip(places, try client.fetch(.fetch("t", places))) {
                    #expect(fetched.offsets == (0..<Int64(fetched.offsets.count)).map { place.offset + $0 })
                    next[place.partition] = max(next[place.partition] ?? 0, (fetched.offsets.last ?? -1) + 1)
                }
                if turn == 3 {
                    for partition in Int32(0)..<3 { try client.append(TestBatch(["more"]), to: "t", partition) }
                }
            }
        }
    }

    /// Each mention would get the same records: a small request must not make a reply of gigabytes.
    @Test func aPartitionThatIsAskedForOftenIsReturnedOnce() async throws {
        try await Self.run { client throws in
            for value in 0..<3 { try client.append(TestBatch(["\(value)"]), to: "t") }
            let places = [RawRequest.Place(offset: 1)] + Array(repeating: .init(offset: 2), count: 10_000)
            let fetched = try client.fetch(.fetch("t", places))
            #expect(fetched.count == places.count)
            #expect(fetched.first?.values == ["1", "2"])
            #expect(fetched.dropFirst().allSatisfy { $0.records.readableBytes == 0 })
        }
    }

    @Test func aTopicThatIsAskedForOftenIsDescribedOnce() async throws {
        try await Self.run { client throws in
            var reader = try client.ask(.metadata(Array(repeating: "t", count: 10_000)))
            #expect(reader.remainingBytes < 1_000)
            _ = try reader.int32()
        }
    }

    @Test func aSessionOfABrokerBeforeIsGone() async throws {
        try await Self.run { client throws in
            var request = RawRequest.fetch("t", [.init()])
            request.body.setInteger(Int32(4_711), at: 17)
            var reader = try client.ask(request)
            _ = try reader.int32()
            #expect(try reader.int16() == 70)
        }
    }

    // MARK: By time

    @Test func offsetsAreFoundByTime() async throws {
        try await Self.run { client throws in
            // Not ascending; the batches hold two records, a millisecond apart.
            for time in [1_000, 5_000, 3_000, 7_000] as [Int64] {
                try client.append(TestBatch(["a", "b"], timestamp: time), to: "t")
            }
            func find(_ time: Int64) throws -> RawClient.Found? {
                try client.listOffsets(.listOffsets("t", timestamp: time)).first
            }
            #expect(try find(0) == .init(error: 0, timestamp: 1_000, offset: 0))
            #expect(try find(1_001) == .init(error: 0, timestamp: 1_001, offset: 1))
            #expect(try find(1_002) == .init(error: 0, timestamp: 5_000, offset: 2))
            #expect(try find(3_000) == .init(error: 0, timestamp: 5_000, offset: 2))
            #expect(try find(5_002) == .init(error: 0, timestamp: 7_000, offset: 6))
            #expect(try find(7_001) == .init(error: 0, timestamp: 7_001, offset: 7))
            #expect(try find(7_002) == .init(error: 0, timestamp: -1, offset: -1))
            #expect(try find(.max) == .init(error: 0, timestamp: -1, offset: -1))
            #expect(try find(-1) == .init(error: 0, timestamp: -1, offset: 8))
            #expect(try find(-2) == .init(error: 0, timestamp: -1, offset: 0))
            #expect(try find(-3) == .init(error: 0, timestamp: 7_001, offset: 7))
            for time in [-4, .min] as [Int64] { #expect(try find(time)?.error == 42) }
            #expect(try client.listOffsets(.listOffsets("t", partition: 9, timestamp: 5)).first?.error == 3)
            #expect(try client.listOffsets(.listOffsets("t", partition: 1, timestamp: 5)).first?.offset == -1)
        }
    }
}
