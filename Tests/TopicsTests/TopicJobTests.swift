import AdCodec
import AdModel
import EmbeddedBroker
import Foundation
import Kafka
import Logging
import Synchronization
import TestSupport
import Testing
import Topics

/// Producer, record and publish through a broker over TCP.
@Suite(.serialized) struct TopicJobTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func everyEventOfTheProducerIsCountedAndKeyedByCampaign() async throws {
        try await Jobs.run(logger: Self.quiet) { jobs in
            let board = ProducerBoard()
            try await jobs.produce(ProducerJob.Settings(rate: nil, count: 2000, seed: 1, campaigns: 5), board: board)
            #expect(board.figures.sent == 2000 && board.figures.acknowledged == 2000 && board.figures.waiting == 0)
            let records = try await jobs.record("logs", to: "logs.ndjson")
            #expect(records.count == 2000)
            let decoder = EventDecoder()
            for record in records {
                guard case .event(let event) = record.payload.withUnsafeBytes(decoder.decode) else {
                    Issue.record("the producer wrote \(String(decoding: record.payload, as: UTF8.self))")
                    continue
                }
                #expect(record.key == Array(event.series.campaign.text.utf8))
                #expect(event.time.milliseconds <= record.timestamp, "never from the future")
            }
            let partitionsOfKey = Dictionary(grouping: records, by: \.key).mapValues { Set($0.map(\.partition)) }
            #expect(partitionsOfKey.values.allSatisfy { $0.count == 1 }, "a campaign stays in its partition")
            #expect(Set(records.map(\.partition)).count > 1)
        }
    }

    @Test func whatIsRecordedAndPublishedAgainIsTheSame() async throws {
        let bytes: [[UInt8]] = [Array("{}".utf8), [0xFF, 0xFE], Array("\u{1F600}\"\\".utf8), []]
        let lines = bytes.enumerated().map { number, payload in
            var line: [UInt8] = []
            payload.withUnsafeBytes { payload in
                EnvelopeEncoder.append(
                    topic: "logs", partition: 0, offset: Int64(number), timestamp: EventTime(milliseconds: 1),
                    key: payload, payload: number == 3 ? nil : payload, to: &line)
            }
            return line + [0x0A]
        }
        try await Jobs.run(logger: Self.quiet) { jobs in
            try Data(lines.joined()).write(to: jobs.folder.appending(path: "in.ndjson"))
            try await jobs.publish("in.ndjson")
            let records = try await jobs.record("logs", to: "out.ndjson")
            #expect(Set(records.map(\.payload)) == Set([bytes[0], bytes[1], bytes[2], []]))
            #expect(Set(records.map(\.key)) == Set(bytes))
        }
    }

    @Test func aMissingTopicIsNamed() async throws {
        try await Jobs.run(logger: Self.quiet) { jobs in
            await #expect(throws: NoTopicError.self) { _ = try await jobs.record("nowhere", to: "x.ndjson") }
            let files = try FileManager.default.contentsOfDirectory(atPath: jobs.folder.path)
            #expect(files.isEmpty, "no half a file is left")
        }
    }

    @Test func setupMakesEveryTopicOnce() async throws {
        try await Jobs.run(logger: Self.quiet, setsUp: false) { jobs in
            for wanted in [5, 7] {
                let partitions = try await jobs.setUp(partitions: wanted)
                #expect(partitions == 5, "what is there stays")
            }
            let found = try await jobs.topics()
            #expect(found == Dictionary(uniqueKeysWithValues: TopicNames().all.map { ($0, 5) }))
        }
    }

    @Test func setupWaitsForABrokerAndSaysSoOnce() async throws {
        // Keeps its port, so that no one else can get it, but refuses connections.
        let mock = try MockCluster(logger: Self.quiet)
        defer { mock.close() }
        try Spawning.paused { try mock.setDown() }
        let configuration = try KafkaConfiguration(bootstrapServers: mock.bootstrapServers)
        let lines = Mutex<[String]>([])
        let log = Logger(label: "test") { _ in CollectingHandler(add: { line in lines.withLock { $0.append(line) } }) }
        let partitions = try await ServiceThread.run(name: "setup") {
            let deadline = ContinuousClock.now + .seconds(5)
            return try TopicSetup(configuration: configuration, logger: log)
                .prepare(TopicNames(), partitions: 3, until: { ContinuousClock.now > deadline })
        }
        #expect(partitions == nil)
        let waiting = lines.withLock { $0.filter { $0.contains("waiting for the broker") } }
        #expect(waiting.count == 1, "\(waiting)")
    }
}

/// The jobs of a test, their broker, and a folder for their files; all gone after the body.
private struct Jobs {
    let configuration: KafkaConfiguration
    let folder: URL
    let logger: Logger

    static func run(
        logger: Logger, setsUp: Bool = true, _ body: (Jobs) async throws -> Void
    ) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        defer { try? FileManager.default.removeItem(at: root) }
        let folder = root.appending(path: "files")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = BrokerConfiguration(dataFolder: root.appending(path: "broker").path)
        let broker = try await Broker.start(data, logger: logger)
        do {
            let configuration = try KafkaConfiguration(bootstrapServers: broker.bootstrapServers)
            let jobs = Jobs(configuration: configuration, folder: folder, logger: logger)
            if setsUp { _ = try await jobs.setUp(partitions: 3) }
            try await body(jobs)
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
    }

    func setUp(partitions: Int) async throws -> Int? {
        try await ServiceThread.run(name: "setup") { [configuration, logger] in
            let deadline = ContinuousClock.now + .seconds(20)
            return try TopicSetup(configuration: configuration, logger: logger)
                .prepare(TopicNames(), partitions: partitions, until: { ContinuousClock.now > deadline })
        }
    }

    func topics() async throws -> [String: Int] {
        try await ServiceThread.run(name: "topics") { [configuration, logger] in
            let admin = try KafkaAdmin(configuration: configuration, logger: logger)
            defer { admin.close() }
            return try admin.metadata()
        }
    }

    func produce(_ settings: ProducerJob.Settings, board: ProducerBoard? = nil) async throws {
        try await ServiceThread.run(name: "producer") { [configuration, logger] in
            let job = try ProducerJob(
                settings, configuration: configuration, topic: "logs", board: board, logger: logger)
            try job.run(until: { false })
        }
    }

    func publish(_ name: String) async throws {
        let path = folder.appending(path: name).path
        try await ServiceThread.run(name: "publish") { [configuration, logger] in
            let job = try PublishJob(topic: "logs", speed: .unlimited, configuration: configuration, logger: logger)
            try job.run(path, until: { false }) { _ in }
        }
    }

    func record(_ topic: String, to name: String) async throws -> [RecordedCopy] {
        let path = folder.appending(path: name).path
        try await ServiceThread.run(name: "record") { [configuration, logger] in
            let job = try RecordJob(topic: topic, configuration: configuration, logger: logger)
            try job.run(to: try OutputFile(path: path), until: { false }) { _ in }
        }
        return try RecordedCopy.all(in: path)
    }
}

/// A line that `adtally record` wrote, copied out of its buffer.
private struct RecordedCopy {
    let partition: Int32
    let timestamp: Int64
    let key: [UInt8]
    let payload: [UInt8]

    static func all(in path: String) throws -> [RecordedCopy] {
        let recorded = RecordedTopic()
        var copies: [RecordedCopy] = []
        var reader = try LineReader(path: path)
        while try reader.next({ line in
            guard let line = recorded.read(line) else { return }
            copies.append(
                RecordedCopy(
                    partition: line.partition, timestamp: line.timestamp?.milliseconds ?? -1,
                    key: line.key.map(Array.init) ?? [], payload: line.payload.map(Array.init) ?? []))
        }) {}
        return copies
    }
}

private struct CollectingHandler: LogHandler {
    let add: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        add(event.message.description)
    }
}
