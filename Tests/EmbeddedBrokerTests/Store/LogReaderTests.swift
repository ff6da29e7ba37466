import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct LogReaderTests {
    /// Batches of one to four records of different sizes; values are their offsets.
    private static func fill(_ bench: StoreBench, batches: Int, seed: UInt64, partition: Int32 = 0) async throws
        -> [Range<Int64>]
    {
        var random = SeededGenerator(seed: seed)
        var ranges: [Range<Int64>] = []
        var end: Int64 = 0
        for _ in 0..<batches {
            let range = end..<end + Int64.random(in: 1...4, using: &random)
            let padding = String(repeating: "x", count: .random(in: 0...300, using: &random))
            let outcome = try await bench.append(TestBatch(range.map { "\($0) \(padding)" }), to: "t", partition)
            #expect(outcome == .appended(baseOffset: end, logStart: 0))
            ranges.append(range)
            end = range.upperBound
        }
        return ranges
    }

    private static func read(
        _ bench: StoreBench, _ partition: Int32 = 0, from offset: Int64, end: Int64? = nil, maximumBytes: Int = 1 << 20,
        atOnce: Int = 1 << 20
    ) async throws -> LogReader.Outcome {
        let log = try await bench.log("t", partition)
        let request = LogReader.Request(
            partition: log.id, offset: offset, end: end ?? log.end, maximumBytes: maximumBytes)
        let outcomes = try await bench.read {
            LogReader.read([request], maximumBytes: atOnce, turn: 0, from: $0)
        }
        return try #require(outcomes[log.id])
    }

    @Test func aReadBeginsWithTheBatchThatHoldsTheOffset() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let ranges = try await Self.fill(bench, batches: 30, seed: 1)
            let end = try #require(ranges.last).upperBound
            for offset in 0..<end {
                let records = TestBatch.records(in: try await Self.read(bench, from: offset).records)
                let first = try #require(ranges.first { $0.contains(offset) }).lowerBound
                #expect(records.map(\.offset) == Array(first..<end))
                #expect(records.allSatisfy { $0.value.hasPrefix("\($0.offset) ") })
            }
            #expect(try await Self.read(bench, from: end).records.readableBytes == 0)
        }
    }

    @Test func whatIsReadIsWhatWasSentButForOffsetAndEpoch() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            try await bench.append(TestBatch(["a"]))
            let sent = TestBatch(["b", "c"], producer: 5, sequence: 0).bytes
            try await bench.append(TestBatch(["b", "c"], producer: 5, sequence: 0))
            let read = try await Self.read(bench, from: 1).records
            #expect(read.readableBytes == sent.readableBytes)
            #expect(Array(read.readableBytesView.dropFirst(16)) == Array(sent.readableBytesView.dropFirst(16)))
            #expect(BatchHeader(read)?.baseOffset == 1 && BatchHeader(read)?.leaderEpoch == 0)
        }
    }

    @Test func wholeBatchesAreReadAsManyAsFit() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            _ = try await Self.fill(bench, batches: 12, seed: 2)
            let all = try await Self.read(bench, from: 0).records
            var ends = [0]
            var rest = all
            while let header = BatchHeader(rest) {
                ends.append((ends.last ?? 0) + header.sizeInBytes)
                rest.moveReaderIndex(forwardBy: header.sizeInBytes)
            }
            for limit in stride(from: 1, through: all.readableBytes + 50, by: 17) {
                let fitting = ends.last { $0 <= limit } ?? 0
                // The first batch comes even if it is too large, so that a consumer gets on.
                let expected = max(fitting, ends[1])
                let byPartition = try await Self.read(bench, from: 0, maximumBytes: limit).records
                let byReply = try await Self.read(bench, from: 0, atOnce: limit).records
                #expect(byPartition.readableBytes == expected && byReply.readableBytes == expected)
            }
        }
    }

    @Test func nothingFromTheEndOnIsRead() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let ranges = try await Self.fill(bench, batches: 10, seed: 3)
            for range in ranges {
                let records = TestBatch.records(in: try await Self.read(bench, from: 0, end: range.lowerBound).records)
                #expect(records.map(\.offset) == Array(0..<range.lowerBound))
            }
        }
    }

    @Test func severalPartitionsShareAReplyInTurn() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic(partitions: 3)
            for partition in Int32(0)..<3 { try await bench.append(TestBatch(bytes: 500), to: "t", partition) }
            let logs = try await bench.catalog()
            let ids = (Int32(0)..<3).compactMap { logs.log(topic: "t", partition: $0)?.id }
            let requests = ids.map { LogReader.Request(partition: $0, offset: 0, end: 1, maximumBytes: 1 << 20) }
            func read(_ bytes: Int, turn: Int) async throws -> [Int] {
                let outcomes = try await bench.read {
                    LogReader.read(requests, maximumBytes: bytes, turn: turn, from: $0)
                }
                return ids.indices.filter { outcomes[ids[$0]].map { $0.records.readableBytes > 0 } ?? false }
            }
            for turn in 0..<6 {
                // Room for less than one, for one, for two.
                #expect(try await read(1, turn: turn) == [turn % 3])
                #expect(try await read(700, turn: turn) == [turn % 3])
                #expect(try await read(1_300, turn: turn) == [turn % 3, (turn + 1) % 3].sorted())
                #expect(try await read(1 << 20, turn: turn) == [0, 1, 2])
            }
        }
    }

    @Test func aDamagedBatchIsSaidAndWhatIsBeforeItIsRead() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            for value in 0..<4 { try await bench.append(TestBatch(["\(value)"])) }
            try await bench.write { transaction in
                let bytes = TestBatch(["?"]).bytes
                var damaged = Array(bytes.readableBytesView)
                damaged[damaged.count - 3] ^= 1
                let blob = damaged.map {
                    String($0, radix: 16).count == 1 ? "0" + String($0, radix: 16) : String($0, radix: 16)
                }
                try transaction.db.execute(sql: "UPDATE batch SET bytes = x'\(blob.joined())' WHERE base_offset = 2")
            }
            let before = try await Self.read(bench, from: 0)
            #expect(TestBatch.records(in: before.records).map(\.value) == ["0", "1"] && before.failure == nil)
            let at = try await Self.read(bench, from: 2)
            #expect(at.records.readableBytes == 0 && at.failure?.contains("records 2 to 2 are damaged") == true)
            let behind = try await Self.read(bench, from: 3)
            #expect(TestBatch.records(in: behind.records).map(\.value) == ["3"] && behind.failure == nil)
        }
    }
}
