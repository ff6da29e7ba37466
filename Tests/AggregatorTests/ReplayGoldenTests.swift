import AdCodec
import AdModel
import Foundation
import Testing
import Windowing

@testable import Aggregator

/// Recorded topics with known answers, each run three ways that must give the same bytes: straight; with a snapshot and
/// restore through the rows' bytes after every record; and spread over several replays, a partition each.
@Suite struct ReplayGoldenTests {
    static let cases = ["open-bandit", "own-topic", "broken-records", "broken-lines", "late-and-final"]

    @Test(arguments: cases, [1, 2, 5]) func straight(name: String, threads: Int) throws {
        let golden = try Golden(name)
        #expect(try Golden.run(golden.input, threads: threads) == (golden.rows, golden.summary))
    }

    @Test(arguments: cases, [1, 7, 1000]) func cutIntoPieces(name: String, every count: Int) throws {
        let golden = try Golden(name)
        #expect(try Golden.run(golden.input, snapshotEvery: count) == (golden.rows, golden.summary))
    }

    @Test(arguments: cases) func spreadOverOneReplayAPartition(name: String) throws {
        let golden = try Golden(name)
        let recorded = RecordedTopic()
        let lines = try golden.lines
        let partitions = lines.map { line in line.withUnsafeBytes { recorded.read($0)?.partition } }
        var rows: [ResultRow] = []
        var tally = RecordTally()
        for partition in Set(partitions.compactMap(\.self)) {
            // The other partitions' lines are left empty, so that those that stay keep their numbers.
            let own = zip(lines, partitions).map { $1 == partition ? $0 : [] }
            let file = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID()).ndjson")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(own.joined(separator: [0x0A])).write(to: file)
            let replay = Replay(rules: WindowRules())
            try replay.read(file.path) { _, _ in }
            rows += try Golden.rows(of: replay)
            tally += replay.tally
        }
        #expect(Golden.bytes(of: rows.sorted { ($0.key, $0.partition) < ($1.key, $1.partition) }) == golden.rows)
        #expect(tally.json(rows: rows.count) == golden.summary)
    }
}

struct Golden {
    let input: String
    let rows: [UInt8]
    let summary: String

    init(_ name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        input = folder.appending(path: "\(name).ndjson").path
        rows = Array(try Data(contentsOf: folder.appending(path: "\(name).rows")))
        summary = try String(contentsOf: folder.appending(path: "\(name).summary"), encoding: .utf8)
            .trimmingCharacters(in: .newlines)
    }

    var lines: [[UInt8]] {
        get throws {
            try Data(contentsOf: URL(filePath: input)).split(separator: 0x0A, omittingEmptySubsequences: false)
                .map(Array.init)
        }
    }

    /// A replay's rows as it writes them, and its summary.
    static func run(
        _ input: String, threads: Int = 1, snapshotEvery: Int? = nil
    ) throws -> (rows: [UInt8], summary: String) {
        let replay = Replay(rules: WindowRules(), snapshotEvery: snapshotEvery, threads: threads)
        try replay.read(input) { _, _ in }
        var rows: [UInt8] = []
        let count = try replay.finish { rows += $0 }
        return (rows, replay.tally.json(rows: count))
    }

    static func rows(of replay: Replay) throws -> [ResultRow] {
        let decoder = ResultRowDecoder()
        var rows: [ResultRow] = []
        _ = try replay.finish { rows.append(try decoder.decode($0)) }
        return rows
    }

    static func bytes(of rows: [ResultRow]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            ResultRowEncoder.append(row, to: &bytes)
            bytes.append(0x0A)
        }
        return bytes
    }
}
