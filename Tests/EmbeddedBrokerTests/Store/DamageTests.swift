import Foundation
import GRDB
import Kafka
import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// A database that the disk has damaged: an error or a clean refusal each time, never a crash.
@Suite(.serialized) struct DamageTests {
    /// A database with something in every table, as bytes.
    private static func database() async throws -> [UInt8] {
        let kept = Kept<[UInt8]>()
        try await StoreBench.run { bench in
            try await bench.createTopic(partitions: 3) { $0.others = ["segment.bytes": "5"] }
            try await bench.createTopic("gone")
            for value in 0..<60 {
                let padding = String(repeating: "p", count: value * 40)
                try await bench.append(
                    TestBatch(["\(value)", padding], producer: Int64(value), sequence: 0), to: "t", Int32(value % 3))
                try await bench.append(TestBatch([padding]), to: "gone")
            }
            try await bench.write { transaction in
                for partition in Int32(0)..<3 {
                    let place = CommittedOffset(
                        topic: "t", partition: partition, offset: 4, leaderEpoch: -1, metadata: "m")
                    try transaction.commit(place, of: "g")
                }
                try transaction.save(
                    GroupSnapshot(
                        groupID: "g", generation: 3, protocolType: nil, protocolName: nil, leader: nil, members: []))
                try transaction.deleteTopic("gone")
            }
            bench.close()
            kept.put(Array(try Data(contentsOf: URL(fileURLWithPath: bench.folder + "/broker.sqlite"))))
        }
        return try kept.get()
    }

    /// Opens a database and does everything with it that a broker does. Errors are welcome.
    private static func use(_ database: [UInt8]) async throws -> Bool {
        try await TestFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(database).write(to: URL(fileURLWithPath: folder + "/broker.sqlite"))
            let broker: Broker
            do {
                broker = try await Broker.start(BrokerConfiguration(dataFolder: folder), logger: LogLines().logger)
            } catch {
                guard error is BrokerError else { throw error }
                return false
            }
            let port = broker.port
            // The answers may be anything; that there are some is what counts.
            let answers = await Result { try await Self.ask(port) }
            await broker.stop()
            try answers.get()
            return true
        }
    }

    private static func ask(_ port: Int) async throws {
        try await ServiceThread.run(name: "raw") {
            let client = try RawClient(port: port)
            defer { client.close() }
            let topics = try client.metadata(.metadata(nil)).keys.sorted()
            for topic in Set(topics + ["t"]).sorted().prefix(3) {
                _ = try client.fetch(.fetch(topic, (Int32(0)..<3).map { .init(partition: $0) }))
                for time in [0, 1_700_000_000_000, .max, -1, -2] as [Int64] {
                    _ = try client.listOffsets(.listOffsets(topic, timestamp: time))
                }
                for partition in Int32(0)..<3 {
                    _ = try client.produce(.produce(topic, partition, TestBatch(["new"], producer: 1, sequence: 1)))
                }
            }
            _ = try client.ask(
                RawRequest(.offsetFetch, 2) { writer in
                    writer.string("g")
                    writer.nullableArray(nil as [Int32]?) { $0.int32($1) }
                })
            _ = try client.ask(RawRequest(.listGroups, 0))
            _ = try client.ask(.initProducerID())
            _ = try client.ask(
                RawRequest(.deleteTopics, 1) { writer in
                    writer.array(["t"]) { $0.string($1) }
                    writer.int32(1_000)
                })
        }
    }

    @Test func aWholeDatabaseIsFine() async throws {
        #expect(try await Self.use(try await Self.database()))
    }

    @Test func aDatabaseCutAnywhereIsRefusedOrServed() async throws {
        let database = try await Self.database()
        var random = SeededGenerator(seed: 1)
        let cuts =
            [1, 50, 100, 16_384, 32_768] + (0..<15).map { _ in Int.random(in: 1..<database.count, using: &random) }
        for cut in cuts { _ = try await Self.use(Array(database.prefix(cut))) }
        #expect(try await Self.use(Array(database.prefix(1_000))) == false)
    }

    @Test(arguments: 0..<25) func anyDamageIsAnErrorAndNotTheEnd(seed: UInt64) async throws {
        var database = try await Self.database()
        var random = SeededGenerator(seed: seed)
        let pages = database.count / Schema.pageBytes
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let page = Int.random(in: 0..<pages, using: &random) * Schema.pageBytes
            switch Int.random(in: 0..<5, using: &random) {
            case 0:  // a byte anywhere
                database[Int.random(in: 100..<database.count, using: &random)] = .random(in: 0...255, using: &random)
            case 1:  // a byte of a page's header or of its first cells' places
                database[page + .random(in: page == 0 ? 100..<160 : 0..<60, using: &random)] = .random(
                    in: 0...255, using: &random)
            case 2:  // bytes of the cells, which are at the end of a page
                for _ in 0..<40 {
                    let place = page + Schema.pageBytes - .random(in: 1...2_000, using: &random)
                    database[place] = .random(in: 0...255, using: &random)
                }
            case 3:  // a page of another time
                let other = Int.random(in: 1..<pages, using: &random) * Schema.pageBytes
                if page > 0 {
                    database.replaceSubrange(
                        page..<page + Schema.pageBytes, with: database[other..<other + Schema.pageBytes])
                }
            default:  // a page that was never written
                if page > 0 {
                    database.replaceSubrange(
                        page..<page + Schema.pageBytes, with: repeatElement(0, count: Schema.pageBytes))
                }
            }
        }
        _ = try await Self.use(database)
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
