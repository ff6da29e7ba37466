import AdModel
import Foundation
import Kafka
import TestSupport
import Testing
import Topics
import Windowing

@testable import Aggregator

/// What becomes of `logs`, and of members, under running jobs.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LogFailureTests {
    @Test func aTopicThatVanishesIsMadeAgain() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let job = stage.startJob { $0.partitions = 1 }
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            try await stage.admin { try $0.deleteTopics(["logs"]) }
            try await stage.wait(for: "a new one") { stage.log.texts.contains("made logs with 1 partitions") }
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await job.stop()
        }
    }

    @Test func whatIsDeletedBeforeItIsReadIsSaidAndTheRestIsCounted() async throws {
        // The least that a client can hold of what it has not been asked for.
        let properties = ["queued.min.messages": "1", "queued.max.messages.kbytes": "1"]
        try await Stage.onBroker(partitions: 1, properties: properties) { stage in
            let job = stage.startJob()
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            try await stage.whileHeld {
                try await stage.publish(clicks: 1, of: "a")
                try await Task.sleep(for: .seconds(1))
                try await stage.publish(clicks: 50, of: "b")
                try await stage.admin { admin in
                    _ = try admin.deleteRecords(before: [PartitionOffset(topic: "logs", partition: 0, offset: 54)])
                }
                try await stage.publish(clicks: 2, of: "c")
            }
            try await stage.wait(for: "the gap to be said") {
                stage.log.warnings.contains { $0.hasSuffix("are gone from the log, uncounted") }
            }
            _ = try await stage.rows { rows in
                rows.values.contains { $0.series.campaign.text == "c" && $0.totals.clicks == 2 }
            }
            try await job.stop()
        }
    }

    @Test func rowsAndRecordsThatAreBothGoneAreSaid() async throws {
        try await Stage.onBroker(partitions: 1) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 5, of: "a")
            try await stage.expect(clicks: ["a": 5])
            try await first.stop()
            try await stage.admin { admin in
                try admin.deleteTopics(["results", "results.live"])
                _ = try admin.deleteRecords(before: [PartitionOffset(topic: "logs", partition: 0, offset: 2)])
            }
            let second = stage.startJob()
            try await stage.expect(clicks: ["a": 3])
            try await second.stop()
            #expect(stage.log.warnings.contains("logs[0]: its first 2 offsets are gone, and cannot be counted again"))
        }
    }

    @Test func aJobThatIsFencedEndsAndItsSuccessorCounts() async throws {
        try await Stage.onBroker(partitions: 1, properties: ["group.instance.id": "only"]) { stage in
            let first = stage.startJob()
            try await stage.publish(clicks: 3, of: "a")
            try await stage.expect(clicks: ["a": 3])
            let second = stage.startJob()
            let error = await #expect(throws: KafkaError.self) { try await first.join() }
            #expect(error?.isFatal == true)
            try await stage.publish(clicks: 4, of: "a")
            try await stage.expect(clicks: ["a": 7])
            try await second.stop()
        }
    }

    @Test func aRecordBeyondTheClientsOwnLimitIsCutToo() async throws {
        let config = ["logs": ["max.message.bytes": "4000000"]]
        try await Stage.onBroker(partitions: 1, config: config) { stage in
            let job = stage.startJob()
            try await ServiceThread.run(name: "publish") {
                let options = ProducerOptions(properties: ["message.max.bytes": "4000000"])
                let producer = try KafkaProducer(
                    configuration: stage.configuration, options: options, logger: stage.log.logger)
                defer { producer.close() }
                let value = (0..<2_000_000).map { _ in UInt8.random(in: 48...90) }
                _ = producer.produce(topic: "logs", key: nil, value: value)
                _ = producer.flush(timeout: .seconds(20)) { _ in }
            }
            let letters = try await stage.deadLetters(count: 1)
            #expect(letters[0].reason == "size")
            #expect(letters[0].truncated == "2000000")
            #expect(letters[0].value.utf8.count == 65_536)
            try await job.stop()
        }
    }

    @Test func aBrokerThatDeletesNoRecordsIsAskedOnce() async throws {
        let stage = try Stage(partitions: 1)
        let job = stage.startJob { $0.trimInterval = .milliseconds(100) }
        for clicks in 1...3 {
            try await stage.publish(clicks: 2, of: "a")
            try await stage.expect(clicks: ["a": Int64(2 * clicks)])
        }
        try await stage.wait(for: "the trimmer's word") {
            stage.log.texts.contains { $0.hasPrefix("this broker does not delete records") }
        }
        try await job.stop()
        #expect(stage.log.texts.count { $0.hasPrefix("this broker does not delete records") } == 1)
    }
}
