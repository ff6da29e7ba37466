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

    @Test(arguments: cases) func straight(name: String) throws {
        let golden = try Golden(name)
        var replay = Replay(rules: WindowRules())
        try replay.read(golden.input) { _, _ in }
        let rows = replay.finish()
        #expect(Golden.bytes(of: rows) == golden.rows)
        #expect(replay.tally.json(rows: rows.count) == golden.summary)
    }

    @Test(arguments: cases, [1, 7, 1000]) func cutIntoPieces(name: String, every count: Int) throws {
        let golden = try Golden(name)
        var replay = Replay(rules: WindowRules(), snapshotEvery: count)
        try replay.read(golden.input) { _, _ in }
        let rows = replay.finish()
        #expect(Golden.bytes(of: rows) == golden.rows)
        #expect(replay.tally.json(rows: rows.count) == golden.summary)
    }

    @Test(arguments: cases) func spreadOverOneReplayAPartition(name: String) throws {
        let golden = try Golden(name)
        var replays: [Int32: Replay] = [:]
        var tally = RecordTally()
        let recorded = RecordedTopic()
        for (number, line) in try golden.lines.enumerated() {
            try line.withUnsafeBytes { line in
                guard let partition = recorded.read(line)?.partition else { return }
                try replays[partition, default: Replay(rules: WindowRules())].take(line, number: Int64(number))
            }
        }
        var rows: [ResultRow] = []
        for partition in replays.keys {
            rows += replays[partition]?.finish() ?? []
            tally += replays[partition]?.tally ?? RecordTally()
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

    static func bytes(of rows: [ResultRow]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            ResultRowEncoder.append(row, to: &bytes)
            bytes.append(0x0A)
        }
        return bytes
    }
}
