import AdCodec
import AdModel
import Foundation
import Kafka
import Logging
import Synchronization
import Topics
import Windowing

@testable import Aggregator

/// A mock cluster with the four topics, and what a test does around a job that runs on it.
///
/// Waits are for a condition with a deadline; nothing is asserted about how long anything takes.
final class Stage: Sendable {
    struct DeadLetter: Sendable {
        let reason: String
        let offset: String
        let value: String
    }

    struct TimedOut: Error {}

    let stop = Atomic<Bool>(false)
    private let cluster: MockCluster
    private let partitions: Int
    private let configuration: KafkaConfiguration
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(partitions: Int) throws {
        cluster = try MockCluster(logger: logger)
        for topic in TopicNames().all { try cluster.createTopic(topic, partitions: partitions) }
        self.partitions = partitions
        configuration = try KafkaConfiguration(bootstrapServers: cluster.bootstrapServers)
    }

    func close() {
        cluster.close()
    }

    /// A job with a short idle timeout, whose wall clock is ahead so that the newest windows close at once.
    func startJob() -> ServiceThread {
        let settings = AggregatorSettings(idleTimeout: .seconds(1), emitInterval: .milliseconds(100))
        return ServiceThread(name: "job") { [self] in
            let job = try AggregatorJob(
                settings, configuration: configuration, logger: logger, wallClock: { EventTime.now() + .minutes(2) })
            try job.run(until: { self.stop.load(ordering: .relaxed) })
        }
    }

    func publish(_ path: String) async throws {
        try await ServiceThread.run(name: "publish") { [self] in
            let job = try PublishJob(topic: "logs", speed: .unlimited, configuration: configuration, logger: logger)
            try job.run(path, until: { false }) { _ in }
        }
    }

    func publish(text: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).ndjson")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await publish(file.path)
    }

    /// Reads both results topics as DESIGN §3 tells a reader to, until `isDone`; sums over partitions.
    func rows(until isDone: @escaping @Sendable ([RowKey: ResultRow]) -> Bool) async throws -> [RowKey: ResultRow] {
        try await ServiceThread.run(name: "reader") { [self] in
            let decoder = ResultRowDecoder()
            var newest: [RowKey: [Int32: ResultRow]] = [:]
            try read(["results", "results.live"]) { record in
                guard let row = try? record.value.map(decoder.decode) else { return false }
                if let older = newest[row.key]?[row.partition], !row.supersedes(older) { return false }
                newest[row.key, default: [:]][row.partition] = row
                return isDone(Self.merged(newest))
            }
            return Self.merged(newest)
        }
    }

    func deadLetters(count: Int) async throws -> [DeadLetter] {
        try await ServiceThread.run(name: "reader") { [self] in
            var letters: [DeadLetter] = []
            try read(["logs.dlq"]) { record in
                let headers = Dictionary(uniqueKeysWithValues: record.headers.map { ($0.name, $0.value ?? []) })
                letters.append(
                    DeadLetter(
                        reason: String(decoding: headers["reason"] ?? [], as: UTF8.self),
                        offset: String(decoding: headers["offset"] ?? [], as: UTF8.self),
                        value: String(
                            decoding: record.value ?? UnsafeRawBufferPointer(start: nil, count: 0), as: UTF8.self)))
                return letters.count == count
            }
            return letters.sorted { $0.offset < $1.offset }
        }
    }

    func committed() async throws -> [Int32: Int64] {
        try await ServiceThread.run(name: "committed") { [self] in
            let consumer = try KafkaConsumer(configuration: configuration, group: "flink-job", logger: logger)
            defer { consumer.close() }
            let offsets = try consumer.committed((0..<Int32(partitions)).map { TopicPartition("logs", $0) })
            return Dictionary(uniqueKeysWithValues: offsets.map { ($0.partition, $0.offset) })
        }
    }

    func ends(of topic: String) throws -> [Int32: Int64] {
        let admin = try KafkaAdmin(configuration: configuration, logger: logger)
        defer { admin.close() }
        let ends = try admin.watermarks((0..<Int32(partitions)).map { TopicPartition(topic, $0) })
        return Dictionary(uniqueKeysWithValues: ends.map { ($0.key.partition, $0.value.upperBound) })
            .filter { $0.value > 0 }
    }

    private func read(_ topics: [String], until isDone: (ConsumedRecord) -> Bool) throws {
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        defer { consumer.close() }
        try consumer.assign(
            topics.flatMap { topic in
                (0..<Int32(partitions)).map {
                    PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning)
                }
            })
        let deadline = ContinuousClock.now + .seconds(60)
        var done = false
        while !done {
            guard ContinuousClock.now < deadline else { throw TimedOut() }
            try consumer.poll(timeout: .milliseconds(20)) { event in
                if case .record(let record) = event, !done { done = isDone(record) }
            }
        }
    }

    private static func merged(_ newest: [RowKey: [Int32: ResultRow]]) -> [RowKey: ResultRow] {
        newest.compactMapValues { rows in
            var sum = rows.values.first
            for row in rows.values.dropFirst() {
                sum?.totals += row.totals
                if row.status == .open { sum?.status = .open }
            }
            return sum
        }
    }
}
