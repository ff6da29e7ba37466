import Foundation
import GRDB
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct WriteAheadLogTests {
    private static let limits = CheckpointRule.Limits(portionPages: 20, fullPages: 100)

    /// Bytes of SQLite's log: a header, and each page with one of its own.
    private static func bytes(ofPages pages: Int) -> Int { 32 + pages * (24 + Schema.pageBytes) }

    private static func logBytes(_ bench: StoreBench) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(bench.folder)/broker.sqlite-wal")
        return try #require(attributes[.size] as? Int)
    }

    private static func append(_ numbers: Range<Int>, to bench: StoreBench) async throws {
        let padding = String(repeating: "x", count: 3_000)
        for number in numbers { try await bench.append(TestBatch(["\(number) \(padding)"])) }
    }

    /// The offsets of all records, and the end of the log that they should reach.
    private static func records(_ bench: StoreBench) async throws -> (offsets: [Int64], end: Int64) {
        let log = try await bench.log()
        let request = LogReader.Request(partition: log.id, offset: 0, end: log.end, maximumBytes: 1 << 30)
        let outcomes = try await bench.read { LogReader.read([request], maximumBytes: 1 << 30, turn: 0, from: $0) }
        return (TestBatch.records(in: try #require(outcomes[log.id]).records).map(\.offset), log.end)
    }

    /// Each of the commits is some eight pages, so that the log would be forty times as long.
    @Test func theLogStaysBounded() async throws {
        try await StoreBench.run(wal: Self.limits) { bench in
            try await bench.createTopic()
            var longest = 0
            for number in 0..<500 {
                try await Self.append(number..<number + 1, to: bench)
                longest = max(longest, try Self.logBytes(bench))
            }
            #expect(longest <= Self.bytes(ofPages: Self.limits.longestPages + 50))
            #expect(longest > Self.bytes(ofPages: Self.limits.fullPages))
            #expect(try await Self.records(bench).offsets == Array(0..<500))
            try bench.reopen()
            try await Self.append(500..<520, to: bench)
            #expect(try await Self.records(bench).offsets == Array(0..<520))
            #expect(try await bench.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        }
    }

    /// Whoever reads meanwhile sees what was committed when it began, however often the log restarts.
    @Test func readersSeeWholeCommits() async throws {
        try await StoreBench.run(wal: Self.limits) { bench in
            try await bench.createTopic()
            try await Self.append(0..<1, to: bench)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.append(1..<300, to: bench) }
                group.addTask {
                    for _ in 0..<100 {
                        let (offsets, end) = try await Self.records(bench)
                        #expect(offsets == Array(0..<end))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await Self.records(bench).end == 300)
        }
    }
}
