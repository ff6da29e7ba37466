import EmbeddedBroker
import Foundation
import TestSupport
import Testing

@testable import Kafka

@Suite(.serialized) struct BulkProducerTests {
    private struct Seen: Equatable {
        var key: [UInt8]?
        var value: [UInt8]?
    }

    /// Runs a blocking body with a broker whose topic `t` has so many partitions.
    private static func withBroker(
        partitions: Int, _ body: @escaping @Sendable (KafkaConfiguration, LogLines) throws -> Void
    ) async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())")
        defer { try? FileManager.default.removeItem(at: root) }
        let lines = LogLines()
        let broker = try await Broker.start(BrokerConfiguration(dataFolder: root.path), logger: lines.logger)
        let address = broker.bootstrapServers
        do {
            try await ServiceThread.run(name: "test") {
                let configuration = try KafkaConfiguration(bootstrapServers: address)
                let admin = try KafkaAdmin(configuration: configuration, logger: lines.logger)
                defer { admin.close() }
                try admin.createTopics([TopicSpec(name: "t", partitions: partitions)], timeout: .seconds(10))
                try body(configuration, lines)
            }
        } catch {
            await broker.stop()
            throw error
        }
        await broker.stop()
    }

    private static func withBulk<R>(
        _ configuration: KafkaConfiguration, _ lines: LogLines, _ body: (BulkProducer) throws -> R
    ) throws -> R {
        let producer = try KafkaProducer(configuration: configuration, logger: lines.logger)
        defer { producer.close() }
        guard
            let bulk = BulkProducer.open(producer, configuration: configuration, topic: "t", logger: lines.logger)
        else { throw Unexpected("no bulk producer: \(lines.texts)") }
        defer { bulk.close() }
        return try body(bulk)
    }

    /// Waits for everything, which must be delivered.
    private static func finish(_ bulk: BulkProducer) throws {
        bulk.flush(all: true)
        let deadline = ContinuousClock.now + .seconds(60)
        while bulk.outstanding > 0 {
            guard ContinuousClock.now < deadline else { throw Unexpected("\(bulk.outstanding) not acknowledged") }
            if let error = bulk.pollCounts(timeout: .milliseconds(50)).firstError { throw error }
        }
    }

    private static func produce(_ bulk: BulkProducer, key: [UInt8]?, value: [UInt8]?) throws {
        while true {
            let outcome = withBytes(of: key) { key in withBytes(of: value) { bulk.produce(key: key, value: $0) } }
            switch outcome {
            case .accepted: return
            case .queueFull: _ = bulk.pollCounts(timeout: .milliseconds(50))
            case .failed(let error): throw error
            }
        }
    }

    private static func read(
        _ configuration: KafkaConfiguration, _ lines: LogLines, partition: Int32,
        _ body: (ConsumedRecord) -> Void
    ) throws {
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: lines.logger)
        defer { consumer.close() }
        try consumer.assign([PartitionOffset(TopicPartition("t", partition), offset: 0)])
        let seen = Recording()
        try consumer.pollUntil("the end", done: seen.ends > 0) { event in
            if case .record(let record) = event { body(record) } else { seen.note(event) }
        }
        if let failure = seen.lastFailure { throw failure }
    }

    /// Around each length at which a varint gets a byte more, and what lies beside the usual.
    @Test func recordsOfEveryLengthArriveAsTheyWere() async throws {
        try await Self.withBroker(partitions: 1) { configuration, lines in
            let lengths = [0, 1, 50, 55, 56, 57, 58, 62, 63, 64, 65, 250, 8_170, 8_180, 8_190, 8_191, 8_192, 200_000]
            var records = lengths.map { Seen(key: [0x6B], value: Array(repeating: UInt8($0 & 0xFF), count: $0)) }
            records += [Seen(key: nil, value: nil), Seen(key: [], value: []), Seen(key: nil, value: [1])]
            records += [Seen(key: Array(repeating: 7, count: 3_000), value: nil)]
            let sent = records
            let before = Int64(Date().timeIntervalSince1970 * 1000)
            try Self.withBulk(configuration, lines) { bulk in
                for record in sent { try Self.produce(bulk, key: record.key, value: record.value) }
                let huge = [UInt8](repeating: 0, count: BulkProducer.maximumRecordBytes)
                #expect(throws: KafkaError.self) { try Self.produce(bulk, key: [1], value: huge) }
                let outcome = withBytes(of: [1] as [UInt8]) { key in
                    let key = key ?? UnsafeRawBufferPointer(start: nil, count: 0)
                    return bulk.produce(key: key, maximumBytes: huge.count) { _ in
                        Issue.record("there is no such room")
                        return 0
                    }
                }
                guard case .failed(let error) = outcome else { throw Unexpected("\(outcome)") }
                #expect(error.code == .messageTooLarge)
                try Self.finish(bulk)
            }
            let after = Int64(Date().timeIntervalSince1970 * 1000)
            var read: [Seen] = []
            var times: [Int64] = []
            try Self.read(configuration, lines, partition: 0) { record in
                read.append(Seen(key: record.key.map(Array.init), value: record.value.map(Array.init)))
                times.append(record.timestamp ?? -1)
            }
            #expect(read == sent)
            #expect(times.allSatisfy { $0 >= before - 1 && $0 <= after + 1 }, "the wall clock")
        }
    }

    @Test func aKeyIsInThePartitionThatLibrdkafkaChooses() async throws {
        try await Self.withBroker(partitions: 5) { configuration, lines in
            let keys = (0..<50).map { Array("camp_\($0)".utf8) }
            try Self.withBulk(configuration, lines) { bulk in
                for key in keys { try Self.produce(bulk, key: key, value: [1]) }
                try Self.finish(bulk)
            }
            let producer = try KafkaProducer(configuration: configuration, logger: lines.logger)
            for key in keys { _ = producer.produce(topic: "t", key: key, value: [2]) }
            _ = try producer.delivered()
            producer.close()
            for partition in 0..<5 as Range<Int32> {
                var found: [UInt8: [[UInt8]]] = [:]
                try Self.read(configuration, lines, partition: partition) { record in
                    found[record.value?.first ?? 0, default: []].append(record.key.map(Array.init) ?? [])
                }
                #expect(found[1] == found[2])
                #expect(found[1]?.isEmpty == false)
            }
        }
    }

    @Test func manyBatchesKeepTheirOrder() async throws {
        try await Self.withBroker(partitions: 2) { configuration, lines in
            let count = 30_000
            try Self.withBulk(configuration, lines) { bulk in
                for number in 0..<count {
                    var value = Array("\(number)".utf8)
                    value.append(contentsOf: repeatElement(0x61 + UInt8(number % 26), count: 300))
                    try Self.produce(bulk, key: [UInt8(number % 7)], value: value)
                    if number.isMultiple(of: 256) { bulk.flush(all: number.isMultiple(of: 1024)) }
                }
                try Self.finish(bulk)
            }
            var newest: [UInt8: Int] = [:]
            var total = 0
            for partition in 0..<2 as Range<Int32> {
                try Self.read(configuration, lines, partition: partition) { record in
                    let digits = record.value?.prefix(while: { (0x30...0x39).contains($0) }) ?? []
                    let number = Int(String(decoding: digits, as: UTF8.self)) ?? -1
                    let key = record.key?.first ?? 255
                    #expect(newest[key, default: -1] < number)
                    newest[key] = number
                    total += 1
                }
            }
            #expect(total == count)
        }
    }

    @Test func propertiesAreForLibrdkafka() async throws {
        try await Self.withBroker(partitions: 1) { configuration, lines in
            let other = try KafkaConfiguration(
                bootstrapServers: configuration.bootstrapServers, properties: ["compression.type": "none"])
            let producer = try KafkaProducer(configuration: other, logger: lines.logger)
            defer { producer.close() }
            #expect(BulkProducer.open(producer, configuration: other, topic: "t", logger: lines.logger) == nil)
        }
    }
}

/// Answers that no broker should give.
@Suite struct BulkAnswerTests {
    @Test func aNegativeCountIsNotUnderstood() {
        let answer: [UInt8] = [0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(throws: MalformedAnswer.self) {
            try answer.withUnsafeBytes { bytes in
                var view = WireView(bytes)
                _ = try BulkAnswer.hasVersions(&view)
            }
        }
    }
}

/// The same against a cluster that refuses what it is told to.
@Suite struct BulkFaultTests {
    private static func run(
        _ errors: [KafkaError.Code], brokers: Int = 1,
        _ body: @escaping @Sendable (Cluster, BulkProducer) throws -> Void
    ) async throws {
        try await Cluster.run(brokers: brokers) { cluster in
            try cluster.withProducer { producer in
                guard
                    let bulk = BulkProducer.open(
                        producer, configuration: cluster.configuration, topic: "t", logger: cluster.logger)
                else { throw Unexpected("no bulk producer: \(cluster.capture.texts)") }
                defer { bulk.close() }
                if !errors.isEmpty { cluster.mock.pushErrors(.produce, errors) }
                try body(cluster, bulk)
            }
        }
    }

    private static func add(_ values: Range<Int>, to bulk: BulkProducer) {
        for value in values {
            let outcome = withBytes(of: Array("\(value)".utf8)) { bulk.produce(key: nil, value: $0) }
            if case .accepted = outcome { continue }
            Issue.record("\(outcome)")
        }
        bulk.flush(all: true)
    }

    private static func counts(_ bulk: BulkProducer, within limit: Duration = .seconds(30)) -> DeliveryCounts {
        var all = DeliveryCounts()
        let deadline = ContinuousClock.now + limit
        while bulk.outstanding > 0, ContinuousClock.now < deadline {
            let counts = bulk.pollCounts(timeout: .milliseconds(50))
            all.delivered += counts.delivered
            all.failed += counts.failed
            all.firstError = all.firstError ?? counts.firstError
        }
        return all
    }

    @Test func whatIsRefusedForTheMomentIsSentAgain() async throws {
        let errors: [KafkaError.Code] = [.notLeader, .init(rawValue: 7), .init(rawValue: 19), .unknownTopicOrPartition]
        try await Self.run(errors) { cluster, bulk in
            Self.add(0..<100, to: bulk)
            let counts = Self.counts(bulk)
            #expect(counts.delivered == 100 && counts.failed == 0)
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<100).map(String.init))
        }
    }

    @Test func whatIsRefusedForGoodIsReportedWithItsReason() async throws {
        try await Self.run([.topicAuthorizationFailed]) { _, bulk in
            Self.add(0..<10, to: bulk)
            let counts = Self.counts(bulk)
            #expect(counts.failed == 10 && counts.delivered == 0)
            #expect(counts.firstError?.code == .topicAuthorizationFailed)
            Self.add(10..<12, to: bulk)
            #expect(Self.counts(bulk).failed == 2, "and so is what comes behind it")
        }
    }

    @Test func aBrokerThatIsAwayIsWaitedFor() async throws {
        try await Self.run([]) { cluster, bulk in
            Self.add(0..<10, to: bulk)
            #expect(Self.counts(bulk).delivered == 10)
            try Spawning.paused { try cluster.mock.setDown() }
            Self.add(10..<20, to: bulk)
            #expect(Self.counts(bulk, within: .seconds(1)).delivered == 0)
            #expect(bulk.outstanding == 10)
            try Spawning.paused { try cluster.mock.setUp() }
            #expect(Self.counts(bulk).delivered == 10)
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<20).map(String.init))
        }
    }

    @Test func aNewLeaderGetsWhatComesNext() async throws {
        try await Self.run([], brokers: 3) { cluster, bulk in
            for round in 0..<6 {
                try cluster.mock.setLeader(TopicPartition("t", 0), broker: Int32(1 + round % 3))
                Self.add(round * 10..<round * 10 + 10, to: bulk)
                #expect(Self.counts(bulk).delivered == 10)
            }
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<60).map(String.init))
        }
    }

    @Test func memoryIsBoundedAndClosingDoesNotWaitForABroker() async throws {
        try await Self.run([]) { cluster, bulk in
            try Spawning.paused { try cluster.mock.setDown() }
            let value = [UInt8](repeating: 1, count: 100_000)
            var accepted = 0
            while accepted < 1_000 {
                let outcome = withBytes(of: value) { bulk.produce(key: nil, value: $0) }
                guard case .accepted = outcome else { break }
                accepted += 1
            }
            #expect((20..<400).contains(accepted))
            #expect(bulk.outstanding == accepted)
        }
    }
}
