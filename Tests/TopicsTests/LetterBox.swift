import AdModel
import EmbeddedBroker
import Foundation
import Kafka
import Logging

@testable import Topics

/// A broker with an empty `logs` and `logs.dlq`, and clients to write letters and read what was sent; blocking.
struct LetterBox: Sendable {
    struct Sent: Hashable {
        let partition: Int32
        let key: [UInt8]?
        let value: [UInt8]?
        let headers: [RecordHeader]
        let isFresh: Bool

        var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "" }
    }

    static let partitions = 3
    let configuration: KafkaConfiguration
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func with(_ body: @escaping @Sendable (LetterBox) throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let broker = try await Broker.start(BrokerConfiguration(dataFolder: folder.path), logger: logger)
        do {
            let box = LetterBox(configuration: try KafkaConfiguration(bootstrapServers: broker.bootstrapServers))
            try await ServiceThread.run(name: "test") {
                let deadline = ContinuousClock.now + .seconds(20)
                let setup = TopicSetup(configuration: box.configuration, logger: box.logger)
                _ = try setup.prepare(TopicNames(), partitions: partitions, until: { ContinuousClock.now > deadline })
                try body(box)
            }
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
    }

    /// Writes records to `logs.dlq`, in this order.
    func put(_ letters: [Letter]) throws {
        let producer = try KafkaProducer(configuration: configuration, logger: logger)
        for letter in letters {
            let outcome = producer.produce(
                topic: "logs.dlq", partition: letter.partition, key: letter.key, value: letter.value,
                headers: letter.headers, timestamp: letter.time)
            guard case .accepted = outcome else { throw LetterBoxError.notWritten }
        }
        var refused = 0
        let left = producer.flush(timeout: .seconds(20)) { if $0.error != nil { refused += 1 } }
        producer.close()
        guard left == 0, refused == 0 else { throw LetterBoxError.notWritten }
    }

    func list(examples: Int = 3) throws -> [DeadLetterSummary] {
        let job = try DeadLetterJob(topic: "logs.dlq", examples: examples, configuration: configuration, logger: logger)
        return try job.run(until: { false }, onProgress: { _ in })
    }

    func republish(
        _ reason: RejectReason, dry: Bool = false, doubtful: RepublishJob.DoubtfulLetters? = nil, batch: Int = 100,
        stride: Int = 100_000, to target: String = "logs", until shouldStop: () -> Bool = { false },
        onProgress: (RepublishJob.Outcome) -> Void = { _ in }
    ) throws -> RepublishJob.Outcome {
        let settings = RepublishJob.Settings(
            reason: reason, topic: "logs.dlq", target: target, isDryRun: dry, doubtful: doubtful)
        let job = try RepublishJob(settings, configuration: configuration, logger: logger)
        job.batch = batch
        job.stride = stride
        return try job.run(until: shouldStop, onProgress: onProgress)
    }

    /// All of `logs`.
    func sent() throws -> [Sent] {
        let admin = try KafkaAdmin(configuration: configuration, logger: logger)
        defer { admin.close() }
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        defer { consumer.close() }
        let scan = TopicScan(consumer)
        try scan.begin(try admin.extent(of: "logs"))
        var found: [Sent] = []
        while !scan.isDone {
            try scan.poll { record in
                found.append(
                    Sent(
                        partition: record.partition, key: record.key.map(Array.init),
                        value: record.value.map(Array.init), headers: record.headers,
                        isFresh: record.timestamp ?? 0 > EventTime.now().milliseconds - 3_600_000))
                return true
            }
        }
        return found
    }

    func makeTopic(_ spec: TopicSpec) throws {
        let admin = try KafkaAdmin(configuration: configuration, logger: logger)
        defer { admin.close() }
        try admin.createTopics([spec])
    }

    /// Asks or changes what a reason's group has committed.
    func withGroup<Value>(
        of reason: RejectReason, to target: String = "logs", _ body: (KafkaConsumer) throws -> Value
    ) throws -> Value {
        let group = RepublishProgress.group(reason: reason.rawValue, target: target)
        let consumer = try KafkaConsumer(configuration: configuration, group: group, logger: logger)
        defer { consumer.close() }
        return try body(consumer)
    }
}

enum LetterBoxError: Error {
    case notWritten
}

/// A record of `logs.dlq`.
struct Letter {
    var partition: Int32 = 0
    var key: [UInt8]? = Array("camp_1".utf8)
    var value: [UInt8]?
    var headers: [RecordHeader]
    var time: Int64? = EventTime.now().milliseconds

    /// As the aggregator writes it, of the record `logs[0]@source`, whose value is its offset.
    static func of(
        _ reason: RejectReason, _ source: Int64, in partition: Int32 = 0, message: String = "mend it"
    ) -> Letter {
        Letter(
            partition: partition, value: Array("\(source)".utf8),
            headers: [
                RecordHeader("reason", reason.rawValue), RecordHeader("message", message),
                RecordHeader("topic", "logs"), RecordHeader("partition", "0"), RecordHeader("offset", "\(source)"),
            ])
    }

    func cut() -> Letter { with { $0.headers.append(RecordHeader("truncated", "70000")) } }

    func with(_ change: (inout Letter) -> Void) -> Letter {
        var letter = self
        change(&letter)
        return letter
    }
}
