import AdCodec
import AdModel
import EmbeddedBroker
import Foundation
import Kafka
import Logging
import Synchronization
import TestSupport
import Topics
import Windowing

@testable import Aggregator

/// A broker with the four topics, and what a test does around jobs that run on it: librdkafka's mock cluster, for
/// injected errors, or the embedded broker, for everything else.
///
/// Waits are for a condition with a deadline; nothing is asserted about how long anything takes.
final class Stage: Sendable {
    struct DeadLetter: Sendable {
        let reason: String
        let offset: String
        let value: String
        let truncated: String?
    }

    struct TimedOut: Error {
        let what: String
    }

    /// Nil on the embedded broker.
    let mock: MockCluster?
    let configuration: KafkaConfiguration
    let partitions: Int
    let log = LogLines()
    /// How far the jobs' wall clock is ahead of the real one, ms. At first so far that the newest windows close at once.
    let clockAhead = Atomic<Int64>(120_000)
    /// How often jobs have asked for the time: for each record they try to send, and in a silence.
    let clockCalls = Atomic<Int>(0)
    private let hold = Atomic<Hold>(.none)
    /// A clock by which silence closes no window.
    static let longBefore: Int64 = -3_600_000

    /// - Parameter properties: of every client of the stage, the jobs' among them.
    init(partitions: Int, properties: [String: String] = [:]) throws {
        let cluster = try MockCluster(logger: log.logger)
        for topic in TopicNames().all { try cluster.createTopic(topic, partitions: partitions) }
        mock = cluster
        self.partitions = partitions
        configuration = try KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, properties: properties)
    }

    private init(broker: Broker, partitions: Int, properties: [String: String]) throws {
        mock = nil
        self.partitions = partitions
        configuration = try KafkaConfiguration(
            bootstrapServers: broker.bootstrapServers,
            properties: properties.merging(["topic.metadata.refresh.interval.ms": "500"]) { mine, _ in mine })
    }

    /// Runs a test on the embedded broker, which is gone after the body.
    ///
    /// - Parameters:
    ///   - config: properties of topics, by topic.
    ///   - properties: of every client of the stage, the jobs' among them.
    static func onBroker(
        partitions: Int, config: [String: [String: String]] = [:], properties: [String: String] = [:],
        _ body: (Stage) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let broker = try await Broker.start(BrokerConfiguration(dataFolder: folder), logger: LogLines().logger)
        do {
            let stage = try Stage(broker: broker, partitions: partitions, properties: properties)
            try await stage.makeTopics(TopicNames().all, config: config)
            try await body(stage)
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
    }

    // Also where a test has failed half way; jobs that still run keep the stage.
    deinit { mock?.close() }

    func makeTopics(_ names: [String], config: [String: [String: String]] = [:]) async throws {
        try await admin { [partitions] admin in
            try admin.createTopics(
                names.map { TopicSpec(name: $0, partitions: partitions, config: config[$0] ?? [:]) })
        }
    }

    @discardableResult
    func admin<Value: Sendable>(_ body: @escaping @Sendable (KafkaAdmin) throws -> Value) async throws -> Value {
        try await ServiceThread.run(name: "admin") { [configuration, log] in
            let admin = try KafkaAdmin(configuration: configuration, logger: log.logger)
            defer { admin.close() }
            return try body(admin)
        }
    }

    /// Rather many of one error: librdkafka asks again ten times a second, and a test clears what is left.
    static func many(_ code: KafkaError.Code) -> [KafkaError.Code] { Array(repeating: code, count: 10_000) }

    /// A job on a thread of its own, until it is told to stop.
    final class Job: Sendable {
        private let shouldStop = Atomic<Bool>(false)
        private let thread: Mutex<ServiceThread?> = Mutex(nil)

        private let newest = Mutex(AggregatorFigures())

        /// As it said about a second ago.
        var figures: AggregatorFigures { newest.withLock { $0 } }

        fileprivate init(
            _ body: @escaping @Sendable (@escaping () -> Bool, (AggregatorFigures) -> Void) throws -> Void
        ) {
            thread.withLock { thread in
                thread = ServiceThread(name: "job") { [self] in
                    try body(
                        { self.shouldStop.load(ordering: .relaxed) }, { figures in newest.withLock { $0 = figures } })
                }
            }
        }

        /// Waits for its end, and throws what ended it.
        func join() async throws {
            try await thread.withLock { $0 }?.join()
        }

        var isStopped: Bool { shouldStop.load(ordering: .relaxed) }

        func stop() async throws {
            shouldStop.store(true, ordering: .relaxed)
            try await join()
        }
    }

    /// A job with a short idle timeout.
    func startJob(_ change: (inout AggregatorSettings) -> Void = { _ in }) -> Job {
        var settings = AggregatorSettings(idleTimeout: .seconds(1), emitInterval: .milliseconds(100))
        change(&settings)
        return Job { [self, settings] shouldStop, onFigures in
            let job = try AggregatorJob(
                settings, configuration: configuration, logger: log.logger,
                wallClock: {
                    self.clockCalls.add(1, ordering: .relaxed)
                    self.waitWhileHeld()
                    return EventTime.now() + Milliseconds(self.clockAhead.load(ordering: .relaxed))
                })
            try job.run(until: shouldStop, onFigures: onFigures)
        }
    }

    /// Runs the body while a job stands still: it asks for the time, as it does all the while in a silence, and waits.
    func whileHeld(_ body: () async throws -> Void) async throws {
        hold.store(.wanted, ordering: .relaxed)
        defer { hold.store(.none, ordering: .relaxed) }
        try await wait(for: "the job to stand still") { hold.load(ordering: .relaxed) == .inForce }
        try await body()
    }

    private enum Hold: UInt8, AtomicRepresentable {
        case none, wanted, inForce
    }

    private func waitWhileHeld() {
        _ = hold.compareExchange(expected: .wanted, desired: .inForce, ordering: .relaxed)
        while hold.load(ordering: .relaxed) == .inForce { usleep(10_000) }
    }

    /// Polls until a condition holds.
    func wait(for what: String, _ isTrue: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !(try await isTrue()) {
            guard ContinuousClock.now < deadline else { throw TimedOut(what: what) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func publish(_ path: String) async throws {
        try await ServiceThread.run(name: "publish") { [self] in
            let job = try PublishJob(topic: "logs", speed: .unlimited, configuration: configuration, logger: log.logger)
            try job.run(path, until: { false }) { _ in }
        }
    }

    func publish(text: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).ndjson")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await publish(file.path)
    }

    /// Reads both results topics as DESIGN §3 tells a reader to, until `isDone`; sums over partitions and epochs.
    func rows(until isDone: @escaping @Sendable ([RowKey: ResultRow]) -> Bool) async throws -> [RowKey: ResultRow] {
        try await ServiceThread.run(name: "reader") { [self] in
            let decoder = ResultRowDecoder()
            var newest: [RowKey: [Origin: ResultRow]] = [:]
            try read(["results", "results.live"]) { record in
                guard let row = try? record.value.map(decoder.decode) else { return false }
                let origin = Origin(partition: row.partition, epoch: row.epoch)
                if let older = newest[row.key]?[origin], !row.supersedes(older) { return false }
                newest[row.key, default: [:]][origin] = row
                return isDone(Self.merged(newest))
            }
            return Self.merged(newest)
        }
    }

    /// Waits until the final rows say so many clicks of each campaign, and no others.
    func expect(clicks wanted: [String: Int64]) async throws {
        _ = try await rows { rows in
            var clicks: [String: Int64] = [:]
            for row in rows.values { clicks[row.series.campaign.text, default: 0] += row.totals.clicks }
            return clicks == wanted && rows.values.allSatisfy { $0.status == .final }
        }
    }

    /// Publishes clicks of one campaign, which share a key and so a partition.
    func publish(clicks count: Int, of campaign: String, at time: EventTime = .now()) async throws {
        let line = #"{"eventType":"click","campaignId":"\#(campaign)","timestamp":\#(time.milliseconds),"value":0.1}"#
        try await publish(text: String(repeating: line + "\n", count: count))
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
                            decoding: record.value ?? UnsafeRawBufferPointer(start: nil, count: 0), as: UTF8.self),
                        truncated: headers["truncated"].map { String(decoding: $0, as: UTF8.self) }))
                return letters.count == count
            }
            return letters.sorted { $0.offset < $1.offset }
        }
    }

    func committed() async throws -> [Int32: PartitionOffset] {
        try await ServiceThread.run(name: "committed") { [self] in
            let consumer = try KafkaConsumer(configuration: configuration, group: "flink-job", logger: log.logger)
            defer { consumer.close() }
            let offsets = try consumer.committed((0..<Int32(partitions)).map { TopicPartition("logs", $0) })
            return Dictionary(uniqueKeysWithValues: offsets.map { ($0.partition, $0) })
        }
    }

    /// First offset and next one of each partition.
    func ranges(of topic: String) async throws -> [Int32: Range<Int64>] {
        try await admin { [partitions] admin in
            let ranges = try admin.watermarks((0..<Int32(partitions)).map { TopicPartition(topic, $0) })
            return Dictionary(uniqueKeysWithValues: ranges.map { ($0.key.partition, $0.value) })
        }
    }

    private func read(_ topics: [String], until isDone: (ConsumedRecord) -> Bool) throws {
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: log.logger)
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
            guard ContinuousClock.now < deadline else { throw TimedOut(what: "\(topics)") }
            try consumer.poll(timeout: .milliseconds(20)) { event in
                if case .record(let record) = event, !done { done = isDone(record) }
            }
        }
    }

    private struct Origin: Hashable {
        let partition: Int32
        let epoch: Int32
    }

    private static func merged(_ newest: [RowKey: [Origin: ResultRow]]) -> [RowKey: ResultRow] {
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
