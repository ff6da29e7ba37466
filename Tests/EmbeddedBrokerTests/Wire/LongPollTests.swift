import Foundation
import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// A fetch that waits for records; the longest wait is far longer than the test may take.
@Suite struct LongPollTests {
    private static let longest: Int32 = 60_000

    /// A connection that waits, and one that does something about it.
    private static func run(
        partitions: Int32 = 2, _ body: @escaping @Sendable (_ waiting: RawClient, _ other: RawClient) throws -> Void
    ) async throws {
        try await TestBroker.run { broker in
            let port = broker.broker.port
            try await broker.raw { other in
                try other.createTopic("t", partitions: partitions)
                let waiting = try RawClient(port: port)
                let start = ContinuousClock.now
                try body(waiting, other)
                #expect(start.duration(to: .now) < .milliseconds(Int64(longest) / 2), "nobody waited for nothing")
            }
            try await broker.becomesIdle()
        }
    }

    private static func fetched(_ client: RawClient) throws -> [RawClient.Fetched] {
        guard let reply = try client.nextReply() else { throw Unexpected("closed") }
        var reader = RawRequest.fetch("t", []).reader(of: reply.body)
        return try RawClient.fetched(&reader)
    }

    @Test func aProduceWakesTheFetchThatWaitsForIt() async throws {
        try await Self.run { waiting, other in
            for round in Int64(0)..<20 {
                try waiting.send(.fetch("t", [.init(offset: round), .init(partition: 1)], maxWait: Self.longest))
                // Sometimes before the fetch has arrived, sometimes after.
                if round % 2 == 0 { usleep(2_000) }
                #expect(try other.append(TestBatch(["\(round)"]), to: "t") == round)
                let fetched = try Self.fetched(waiting)
                #expect(fetched.first?.values == ["\(round)"] && fetched.last?.highWatermark == 0)
            }
        }
    }

    @Test func manyFetchesAreWokenByOneProduce() async throws {
        try await TestBroker.run { broker in
            let port = broker.broker.port
            try await broker.raw { client throws in
                try client.createTopic("t")
                let waiting = try (0..<50).map { _ in try RawClient(port: port) }
                for waiting in waiting { try waiting.send(.fetch("t", [.init()], maxWait: Self.longest)) }
                try client.append(TestBatch(["a"]), to: "t")
                for waiting in waiting { #expect(try Self.fetched(waiting).first?.values == ["a"]) }
            }
        }
    }

    @Test func aFetchWaitsForAsManyBytesAsItWants() async throws {
        try await Self.run { waiting, other in
            let batch = TestBatch(bytes: 1_000)
            let places = [RawRequest.Place(), .init(partition: 1)]
            try waiting.send(
                .fetch("t", places, maxWait: Self.longest, minBytes: Int32(3 * batch.bytes.readableBytes)))
            for partition in [0, 1, 0] as [Int32] { try other.append(batch, to: "t", partition) }
            #expect(try Self.fetched(waiting).map { $0.offsets.count } == [2, 1])
        }
    }

    /// The append may come while the fetch reads what there is and finds it too little.
    @Test func anAppendDuringAReadIsNotMissed() async throws {
        try await Self.run { waiting, other in
            let batch = TestBatch(bytes: 100)
            let size = Int32(batch.bytes.readableBytes)
            for round in Int64(0)..<100 {
                try other.append(batch, to: "t")
                let request = RawRequest.fetch(
                    "t", [.init(offset: 2 * round)], maxWait: Self.longest, minBytes: 2 * size)
                try waiting.send(request)
                usleep(UInt32(round % 10) * 50)
                try other.append(batch, to: "t")
                #expect(try Self.fetched(waiting).first?.offsets == [2 * round, 2 * round + 1])
            }
        }
    }

    @Test func whenTheTimeIsOverThereIsAnAnswerWithWhatThereIs() async throws {
        try await Self.run { waiting, other in
            try other.append(TestBatch(["a"]), to: "t", 1)
            let little = try waiting.fetch(.fetch("t", [.init(partition: 1)], maxWait: 50, minBytes: 1 << 20))
            #expect(little.first?.values == ["a"])
            let nothing = try waiting.fetch(.fetch("t", [.init()], maxWait: 50))
            #expect(nothing == [.init(partition: 0, error: 0, highWatermark: 0, logStart: 0, records: ByteBuffer())])
            #expect(try waiting.fetch(.fetch("t", [.init()], maxWait: 0)).map(\.error) == [0])
            #expect(try waiting.fetch(.fetch("t", [.init()], maxWait: -1)).map(\.error) == [0])
        }
    }

    @Test func aRequestBehindAWaitingFetchIsAnsweredAtOnce() async throws {
        try await Self.run { waiting, _ in
            try waiting.send(.fetch("t", [.init()], maxWait: Self.longest))
            usleep(2_000)
            try waiting.send(.metadata(nil))
            for number in Int32(1)...2 { #expect(try waiting.nextReply()?.correlationID == number) }
        }
    }

    @Test func aTopicThatIsDeletedEndsTheWait() async throws {
        try await Self.run { waiting, other in
            try waiting.send(.fetch("t", [.init()], maxWait: Self.longest))
            usleep(2_000)
            _ = try other.ask(
                RawRequest(.deleteTopics, 1) { writer in
                    writer.array(["t"]) { $0.string($1) }
                    writer.int32(1_000)
                })
            #expect(try Self.fetched(waiting).map(\.error) == [3])
        }
    }

    @Test func moreThanTheBrokerReturnsIsNotWaitedFor() async throws {
        try await TestBroker.run {
            $0.limits.fetchBytes = 10_000
        } _: { broker in
            try await broker.raw { client throws in
                try client.createTopic("t")
                for _ in 0..<10 { try client.append(TestBatch(bytes: 1_000), to: "t") }
                let start = ContinuousClock.now
                let fetched = try client.fetch(.fetch("t", [.init()], maxWait: Self.longest, minBytes: .max))
                #expect(fetched.first?.offsets.isEmpty == false)
                #expect(start.duration(to: .now) < .seconds(30))
            }
        }
    }
}
