import AdModel
import Kafka
import Testing

@testable import Topics

/// Ends that are fixed, and topics that change meanwhile.
@Suite(.serialized) struct TopicScanTests {
    private static let partition = TopicPartition("logs.dlq", 0)

    /// Reads a range of `logs.dlq`, of which `before` is deleted first.
    private static func read(
        _ range: Range<Int64>, of count: Int64, before: Int64 = 0, in box: LetterBox
    ) throws -> (offsets: [Int64], position: Int64?) {
        try box.put((0..<count).map { .of(.late, $0) })
        let admin = try KafkaAdmin(configuration: box.configuration, logger: box.logger)
        defer { admin.close() }
        if before > 0 { _ = try admin.deleteRecords(before: [PartitionOffset(partition, offset: before)]) }
        let consumer = try KafkaConsumer(configuration: box.configuration, group: nil, logger: box.logger)
        defer { consumer.close() }
        let scan = TopicScan(consumer)
        try scan.begin([partition: range])
        var offsets: [Int64] = []
        let deadline = ContinuousClock.now + .seconds(20)
        while !scan.isDone && ContinuousClock.now < deadline {
            try scan.poll { record in
                offsets.append(record.offset)
                return true
            }
        }
        #expect(scan.isDone)
        return (offsets, scan.positions[partition])
    }

    @Test func aRangeIsReadAndNoMore() async throws {
        try await LetterBox.with { box in
            let found = try Self.read(3..<7, of: 10, in: box)
            #expect(found.offsets == [3, 4, 5, 6])
            #expect(found.position == 7)
        }
    }

    @Test func whatRetentionTookIsPassedOver() async throws {
        try await LetterBox.with { box in
            let found = try Self.read(0..<10, of: 10, before: 6, in: box)
            #expect(found.offsets == [6, 7, 8, 9])
            #expect(found.position == 10)
        }
    }

    @Test func allOfItTakenMeanwhileIsAGap() async throws {
        try await LetterBox.with { box in
            let found = try Self.read(0..<10, of: 10, before: 10, in: box)
            #expect(found.offsets.isEmpty)
            #expect(found.position == 10)
        }
    }

    /// A topic made anew ends before the end that was fixed; the position may lie behind its end, too.
    @Test(arguments: [0, 10, 15] as [Int64]) func aTopicThatHasBecomeShorterIsAnError(start: Int64) async throws {
        try await LetterBox.with { box in
            let error = #expect(throws: ShorterTopicError.self) { _ = try Self.read(start..<20, of: 10, in: box) }
            #expect(error?.description.contains("ends at offset 10 now, before 20") == true)
        }
    }
}
