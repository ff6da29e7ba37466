import Foundation
import GRDB
import Logging
import TestSupport
import Testing

@testable import EmbeddedBroker

/// A folder that cannot be used is refused in one line, and as it was.
@Suite struct DataFolderTests {
    private static func failure(_ folder: String) async -> BrokerError? {
        do {
            let broker = try await Broker.start(BrokerConfiguration(dataFolder: folder), logger: LogLines().logger)
            await broker.stop()
            return nil
        } catch {
            return error as? BrokerError
        }
    }

    /// A folder with a database that a broker made.
    private static func withDatabase(_ body: (_ folder: String, _ database: String) async throws -> Void) async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            try await bench.append(TestBatch(["a"]))
            bench.close()
            try await body(bench.folder, bench.folder + "/broker.sqlite")
        }
    }

    @Test func twoBrokersDoNotShareAFolder() async throws {
        try await TestBroker.run { broker in
            #expect(await Self.failure(broker.folder) == .folderInUse(path: broker.folder, pid: getpid()))
            // The one that was refused has not taken the lock away.
            #expect(await Self.failure(broker.folder) == .folderInUse(path: broker.folder, pid: getpid()))
            await broker.stop()
            #expect(await Self.failure(broker.folder) == nil)
        }
    }

    @Test func aBrokerThatDidNotStartLetsTheFolderGo() async throws {
        try await TestBroker.run { other in
            try await TestFolder.with { folder in
                var configuration = BrokerConfiguration(dataFolder: folder)
                configuration.port = other.broker.port
                let error = await #expect(throws: BrokerError.self) {
                    _ = try await Broker.start(configuration, logger: LogLines().logger)
                }
                guard case .address(_, other.broker.port, let reason) = error else {
                    throw Unexpected("\(error as Any)")
                }
                #expect(reason == "Address already in use")
                #expect(await Self.failure(folder) == nil)
            }
        }
    }

    @Test func anAddressThatIsNotOursIsRefused() async throws {
        try await TestFolder.with { folder in
            var configuration = BrokerConfiguration(dataFolder: folder)
            configuration.bindHost = "203.0.113.1"
            await #expect(
                throws: BrokerError.address(host: "203.0.113.1", port: 0, reason: "Cannot assign requested address")
            ) {
                _ = try await Broker.start(configuration, logger: LogLines().logger)
            }
            configuration.bindHost = "no.such.host.invalid"
            await #expect(throws: BrokerError.self) {
                _ = try await Broker.start(configuration, logger: LogLines().logger)
            }
        }
    }

    @Test func aFileInTheWayIsNamed() async throws {
        try await TestFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let file = folder + "/file"
            try Data("x".utf8).write(to: URL(fileURLWithPath: file))
            guard case .folder(file, _) = await Self.failure(file) else { throw Unexpected("a file as folder") }
            guard case .folder = await Self.failure(file + "/below") else { throw Unexpected("a folder in a file") }
            guard case .folder = await Self.failure("/proc/adtally") else { throw Unexpected("a folder in /proc") }
        }
    }

    @Test func aFolderInTheWayIsNamed() async throws {
        try await TestFolder.with { folder in
            for name in ["lock", "broker.sqlite"] {
                let path = folder + "/" + name
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                let error = await Self.failure(folder)
                #expect(error != nil && error?.description.contains(folder) == true)
                try FileManager.default.removeItem(atPath: path)
            }
            #expect(await Self.failure(folder) == nil)
        }
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() async throws {
        try await TestFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/broker.sqlite"
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE photos (id); INSERT INTO photos VALUES (7)") }
            try queue.close()
            #expect(await Self.failure(folder) == .foreignDatabase(path: path))
            let again = try DatabaseQueue(path: path)
            #expect(try await again.read { try Int.fetchAll($0, sql: "SELECT id FROM photos") } == [7])
            #expect(try await again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") } == 1)
            try again.close()
        }
    }

    @Test func aDatabaseOfANewerBrokerIsLeftAlone() async throws {
        try await Self.withDatabase { folder, database in
            let queue = try DatabaseQueue(path: database)
            try await queue.write { try $0.execute(sql: "PRAGMA user_version = 2") }
            try queue.close()
            #expect(await Self.failure(folder) == .newerDatabase(path: database, version: 2))
        }
    }

    @Test func anEmptyFileIsANewDatabase() async throws {
        try await TestFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: folder + "/broker.sqlite"))
            #expect(await Self.failure(folder) == nil)
        }
    }

    @Test func whatIsNoDatabaseIsRefused() async throws {
        try await TestFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/broker.sqlite"
            try Data(repeating: 0x41, count: 100_000).write(to: URL(fileURLWithPath: path))
            guard case .database(path, let reason) = await Self.failure(folder) else { throw Unexpected("it starts") }
            #expect(reason.contains("damaged"))
        }
    }

    @Test func everyErrorIsOneLineThatSaysWhatToDo() {
        let errors: [BrokerError] = [
            .folder(path: "/p", reason: "r"), .folderInUse(path: "/p", pid: 5), .folderInUse(path: "/p", pid: nil),
            .database(path: "/p", reason: "r"), .foreignDatabase(path: "/p"), .newerDatabase(path: "/p", version: 2),
            .address(host: "h", port: 1, reason: "r"),
        ]
        for error in errors { #expect(!error.description.contains("\n") && error.description.hasSuffix(".")) }
    }
}
