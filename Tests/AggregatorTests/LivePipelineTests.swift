import AdCodec
import AdModel
import Foundation
import Kafka
import Logging
import Synchronization
import Testing
import Topics
import Windowing

@testable import Aggregator

/// The whole way through a broker over TCP: publish, aggregate, read back as any reader would.
@Suite(.serialized) struct LivePipelineTests {
    /// The rows of a replay and of the live job agree on all that a reader puts together.
    @Test(arguments: ["open-bandit", "broken-records"]) func liveRowsEqualTheReplay(name: String) async throws {
        let golden = try Golden(name)
        let stage = try Stage(partitions: 3)
        let job = stage.startJob()
        try await stage.publish(golden.input)
        let want = try merged(golden.rows)
        let rows = try await stage.rows(until: {
            $0.count == want.count && $0.values.allSatisfy { $0.status == .final }
        })
        #expect(rows.mapValues(\.totals) == want)
        try await job.stop()
        let ends = try await stage.ranges(of: "logs").mapValues(\.upperBound)
        #expect(try await stage.committed().mapValues(\.offset) == ends, "every offset is committed at the end")
    }

    @Test func rejectedRecordsArriveUntouchedInTheDeadLetters() async throws {
        let stage = try Stage(partitions: 1)
        let job = stage.startJob()
        try await stage.publish(text: "{\"campaignId\":1}\n{\"eventType\":\"click\"}\n")
        let letters = try await stage.deadLetters(count: 2)
        #expect(letters.map(\.reason) == ["eventType", "campaignId"])
        #expect(letters.map(\.value) == ["{\"campaignId\":1}", "{\"eventType\":\"click\"}"])
        #expect(letters.map(\.offset) == ["0", "1"])
        try await job.stop()
    }

    @Test func aSecondJobRebuildsTheSameTotals() async throws {
        let golden = try Golden("own-topic")
        let stage = try Stage(partitions: 3)
        let first = stage.startJob()
        try await stage.publish(golden.input)
        _ = try await stage.rows(until: { !$0.isEmpty })
        try await first.stop()
        let second = stage.startJob()
        let want = try merged(golden.rows)
        let rows = try await stage.rows(until: {
            $0.count == want.count && $0.values.allSatisfy { $0.status == .final }
        })
        #expect(rows.mapValues(\.totals) == want)
        try await second.stop()
    }

    /// Totals by key, over partitions.
    private func merged(_ rows: [UInt8]) throws -> [RowKey: Totals] {
        let decoder = ResultRowDecoder()
        var totals: [RowKey: Totals] = [:]
        for line in rows.split(separator: 0x0A) {
            let row = try Array(line).withUnsafeBytes { try decoder.decode($0) }
            totals[row.key, default: Totals()] += row.totals
        }
        return totals
    }
}
