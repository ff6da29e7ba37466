import Foundation
import GRDB
import NIOCore
import Synchronization
import TestSupport

@testable import EmbeddedBroker

/// A store on a folder of its own, with a clock that a test turns.
final class StoreBench: Sendable {
    let folder: String
    private let wal: CheckpointRule.Limits
    private let open: Mutex<Store?>
    private let clock = Mutex<Int64>(1_000_000)

    private init(folder: String, wal: CheckpointRule.Limits) {
        self.folder = folder
        self.wal = wal
        open = Mutex(nil)
    }

    static func run(
        wal: CheckpointRule.Limits = CheckpointRule.Limits(), _ body: (StoreBench) async throws -> Void
    ) async throws {
        try await TestFolder.with { folder in
            let bench = StoreBench(folder: folder, wal: wal)
            try bench.start()
            defer { bench.close() }
            try await body(bench)
        }
    }

    var store: Store {
        guard let store = open.withLock({ $0 }) else { preconditionFailure("the store is closed") }
        return store
    }

    func start() throws {
        let folder = try DataFolder(path: folder)
        do {
            let store = try Store(
                folder: folder, synchronous: .normal, wal: wal, logger: LogLines().logger
            ) { [self] in clock.withLock { $0 } }
            open.withLock { $0 = store }
        } catch {
            folder.release()
            throw error
        }
    }

    func close() {
        let store = open.withLock { open in
            defer { open = nil }
            return open
        }
        store?.close()
    }

    func reopen() throws {
        close()
        try start()
    }

    func advance(_ time: Duration) {
        clock.withLock { $0 += Int64(time / .milliseconds(1)) }
    }

    // MARK: Using it

    func commit(_ bodies: [Store.Write]) async -> Result<CommittedState, StoreError> {
        await withCheckedContinuation { continuation in
            store.commit(bodies) { continuation.resume(returning: $0) }
        }
    }

    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws -> Value
    ) async throws -> Value {
        let kept = Kept<Value>()
        _ = try await commit([
            { transaction in
                kept.put(try body(&transaction))
                return {}
            }
        ]).get()
        return try kept.get()
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedContinuation { continuation in
            store.read(body) { continuation.resume(returning: $0) }
        }.get()
    }

    func catalog() async throws -> Catalog {
        try await write { $0.catalog }
    }

    func log(_ topic: String = "t", _ partition: Int32 = 0) async throws -> PartitionLog {
        guard let log = try await catalog().log(topic: topic, partition: partition) else {
            throw Unexpected("no \(topic)[\(partition)]")
        }
        return log
    }

    func createTopic(
        _ name: String = "t", partitions: Int = 1,
        _ change: @escaping @Sendable (inout TopicSettings) -> Void = { _ in }
    ) async throws {
        try await write { transaction in
            var settings = TopicSettings()
            change(&settings)
            try transaction.createTopic(name, partitions: partitions, settings: settings)
        }
    }

    @discardableResult
    func append(_ batch: TestBatch, to topic: String = "t", _ partition: Int32 = 0) async throws -> AppendOutcome {
        try await write { try $0.append(batch, to: topic, partition) }
    }

    /// Sweeps until nothing is left to do; returns the number of transactions.
    @discardableResult
    func sweep() async throws -> Int {
        for step in 1...10_000 {
            let isLeft = try await write { transaction in
                var isLeft = false
                for partition in transaction.catalog.logs.keys {
                    if try Sweeper.step(partition, in: &transaction) { isLeft = true }
                }
                if try !isLeft && Sweeper.stepDeleted(in: &transaction) { isLeft = true }
                return try isLeft || Sweeper.stepFreePages(in: &transaction)
            }
            if !isLeft { return step }
        }
        throw Unexpected("a sweep that does not end")
    }

    func count(_ table: String) async throws -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

extension WriteTransaction {
    mutating func append(_ batch: TestBatch, to topic: String = "t", _ partition: Int32 = 0) throws -> AppendOutcome {
        let bytes = batch.bytes
        guard let header = BatchHeader(bytes) else { throw Unexpected("no batch") }
        guard let log = catalog.log(topic: topic, partition: partition) else {
            throw Unexpected("no \(topic)[\(partition)]")
        }
        return try append(bytes, header, to: log.id)
    }
}

/// A value that one thread leaves for another.
final class Kept<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func put(_ value: Value) { self.value.withLock { $0 = value } }

    func get() throws -> Value {
        guard let value = value.withLock({ $0 }) else { throw Unexpected("no value was kept") }
        return value
    }
}
