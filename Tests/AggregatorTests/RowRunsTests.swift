import AdCodec
import AdModel
import Foundation
import TestSupport
import Testing
import Windowing

@testable import Aggregator

/// Rows of many partitions, in order at the end, whether they waited in memory or in a file.
@Suite struct RowRunsTests {
    private static func rows(_ random: inout SeededGenerator) -> [ResultRow] {
        var rows: [ResultRow] = []
        for _ in 0..<300 {
            let names = ["a", "a!", "aa", "é", String(repeating: "z", count: 128)]
            let series = Series(
                organization: OrganizationID(names.randomElement(using: &random) ?? "a"),
                campaign: CampaignID(names.randomElement(using: &random) ?? "a"),
                channel: Channel(names.randomElement(using: &random) ?? "a"))
            let start = EventTime(milliseconds: 60_000 * .random(in: -3...3, using: &random))
            rows.append(
                ResultRow(
                    window: Window(start: start, size: .minutes(1)), series: series,
                    partition: .random(in: -1...4, using: &random), totals: Totals(), status: .final, revision: 1,
                    epoch: 0, throughOffset: 1))
        }
        return rows
    }

    @Test(arguments: [0, 1, 2, 3], [1, 5_000, 1 << 20]) func mergedRowsAreSorted(seed: UInt64, memoryLimit: Int) throws
    {
        var random = SeededGenerator(seed: seed)
        let rows = Self.rows(&random).sorted { ($0.key, $0.partition) < ($1.key, $1.partition) }
        var runs = RowRuns(memoryLimit: memoryLimit)
        var waiting = Dictionary(grouping: rows, by: \.partition)
        while let partition = waiting.keys.randomElement(using: &random) {
            let count = Int.random(in: 1...40, using: &random)
            let own = waiting[partition] ?? []
            try runs.append(Array(own.prefix(count)))
            waiting[partition] = own.count > count ? Array(own.dropFirst(count)) : nil
        }
        var merged: [UInt8] = []
        #expect(try runs.merge { merged += $0 } == rows.count)
        #expect(merged == Golden.bytes(of: rows))
    }
}

/// Many blocks, decoded side by side.
@Suite struct ReplayThreadsTests {
    @Test func theAnswerDoesNotDependOnTheThreads() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        var random = SeededGenerator(seed: 4)
        var text = ""
        for number in 0..<12_000 {
            let second = number / 20
            let minutes = 10 + second / 60
            let campaign = Int.random(in: 0..<30, using: &random)
            text +=
                #"{"eventType":"click","campaignId":"c\#(campaign)","value":\#(campaign),"timestamp":"2026-11-21T01:\#(minutes):\#(second % 60 / 10)\#(second % 10).\#(100 + number % 800)Z"}"#
            text += number.isMultiple(of: 997) ? "\nnot JSON\n\n" : "\n"
        }
        try Data(text.utf8).write(to: file)
        let one = try Golden.run(file.path)
        for threads in 2...5 { #expect(try Golden.run(file.path, threads: threads) == one) }
        #expect(try Golden.run(file.path, threads: 3, snapshotEvery: 500) == one)
    }
}
