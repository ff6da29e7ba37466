import AdCodec
import AdModel
import Kafka
import TestSupport
import Testing
import Topics

@testable import Aggregator

/// What a restore finds in the topics, and what it does where something is missing.
@Suite(.serialized) struct ReadingBackTests {
    @Test func aLogIsTakenForAnotherOneOnlyWhereItsLastRecordIsGone() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            try await stage.publish(clicks: 5, of: "a")
            #expect(try await stage.reaches(0) == true)
            #expect(try await stage.reaches(5) == true)
            #expect(try await stage.reaches(6) == false)
            #expect(try await stage.reaches(50) == false)
            #expect(try await stage.reaches(50, isStopped: true) == nil)
        }
    }

    @Test func rowsBeyondTheEndAreGone() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            await #expect(throws: RowsGoneError.self) { try await stage.readRows(7..<9) }
            let none = try await stage.readRows(0..<0)
            #expect(none.isEmpty)
        }
    }

    @Test func whatIsNoRowOrOfAnotherPartitionIsLeftOut() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let job = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await job.stop()
            let before = try await stage.readRows(0..<1)
            #expect(before.map(\.totals.clicks) == [5])
            var foreign = try #require(before.first)
            foreign.partition = 3
            try await stage.write(["{", "[]", #"{"windowStart":1}"#], rows: [foreign])
            let after = try await stage.readRows(0..<1)
            #expect(after == before)
            #expect(stage.log.warnings.count { $0.hasPrefix("left out what is no row") } == 1, "said once")
        }
    }

    @Test func aJobThatIsToldToStopWhileTheBrokerIsAwayStops() async throws {
        let stage = try Stage(partitions: 1)
        try Spawning.paused { try stage.mock?.setDown() }
        let job = stage.startJob()
        try await job.stop()
        try Spawning.paused { try stage.mock?.setUp() }
        #expect(try await stage.committed().isEmpty)
    }

    @Test func aLetterThatIsRefusedEvenShortEndsTheJobWithALineThatSaysWhatToDo() async throws {
        try await Stage.onBroker(partitions: 1, config: ["logs.dlq": ["max.message.bytes": "150"]]) { stage in
            let job = stage.startJob()
            try await stage.publish(text: "{\"campaignId\":1}\n")
            await #expect(throws: (any Error).self) { try await job.join() }
            let committed = try await stage.committed().values.map(\.offset)
            #expect(committed.allSatisfy { $0 == 0 }, "nothing is lost")
        }
    }

    @Test func lettersOfARefusedBatchAreSentAlone() async throws {
        try await Stage.onBroker(partitions: 1, config: ["logs.dlq": ["max.message.bytes": "4000"]]) { stage in
            let job = stage.startJob()
            // Together they are too large, even compressed; none of them is.
            let lines = (0..<60).map { number in
                "{\"n\":\(number),\"x\":\"\((0..<40).map { _ in String(UInt64.random(in: 0...UInt64.max), radix: 36) }.joined())\"}"
            }
            try await stage.publish(text: lines.joined(separator: "\n"))
            let letters = try await stage.deadLetters(count: 60)
            #expect(Set(letters.map(\.value)) == Set(lines))
            #expect(letters.allSatisfy { $0.truncated == nil })
            try await stage.wait(for: "the commit") { try await stage.committed()[0]?.offset == 60 }
            try await job.stop()
        }
    }
}

extension Stage {
    fileprivate func reaches(_ offset: Int64, isStopped: Bool = false) async throws -> Bool? {
        try await ServiceThread.run(name: "probe") { [configuration, log] in
            try LogProbe(configuration: configuration, logger: log.logger)
                .reaches(PartitionOffset(topic: "logs", partition: 0, offset: offset), until: { isStopped })
        }
    }

    /// Writes to `results[0]`, as somebody else might.
    fileprivate func write(_ texts: [String], rows: [ResultRow]) async throws {
        try await ServiceThread.run(name: "write") { [configuration, log] in
            let producer = try KafkaProducer(configuration: configuration, logger: log.logger)
            defer { producer.close() }
            var values = texts.map { Array($0.utf8) }
            for row in rows {
                var bytes: [UInt8] = []
                ResultRowEncoder.append(row, to: &bytes)
                values.append(bytes)
            }
            for value in values { _ = producer.produce(topic: "results", partition: 0, key: nil, value: value) }
            _ = producer.flush(timeout: .seconds(20)) { _ in }
        }
    }

    /// Rows of `results[0]`.
    fileprivate func readRows(_ range: Range<Int64>) async throws -> [ResultRow] {
        try await ServiceThread.run(name: "rows") { [configuration, log] in
            var rows: [ResultRow] = []
            let reader = RowReader(configuration: configuration, logger: log.logger)
            _ = try reader.read([TopicPartition("results", 0): range], until: { false }) { rows.append($0) }
            return rows
        }
    }
}
