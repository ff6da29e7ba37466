import Foundation
import Kafka
import Synchronization
import TestSupport

@testable import EmbeddedBroker

/// A broker on a folder of its own, which a test may stop and start again on the same port.
final class TestBroker: Sendable {
    let folder: String
    let log = LogLines()
    private let configuration: Mutex<BrokerConfiguration>
    private let running = Mutex<Broker?>(nil)

    private init(_ configuration: BrokerConfiguration) {
        folder = configuration.dataFolder
        self.configuration = Mutex(configuration)
    }

    /// Starts a broker; it and its folder are gone after the body.
    static func run(
        _ change: (inout BrokerConfiguration) -> Void = { _ in }, _ body: (TestBroker) async throws -> Void
    ) async throws {
        try await TestFolder.with { folder in
            var configuration = BrokerConfiguration(dataFolder: folder)
            change(&configuration)
            let broker = TestBroker(configuration)
            do {
                try await broker.start()
                try await body(broker)
            } catch {
                await broker.stop()
                throw error
            }
            await broker.stop()
        }
    }

    var broker: Broker {
        guard let broker = running.withLock({ $0 }) else { preconditionFailure("the broker is stopped") }
        return broker
    }

    func start() async throws {
        var configuration = self.configuration.withLock { $0 }
        let started = try await Self.start(&configuration, log)
        running.withLock { $0 = started }
        // Clients that know this one find it again.
        let port = started.port
        self.configuration.withLock { $0.port = port }
    }

    /// Not on port 0: while the broker is stopped, such a port may become that of somebody's outgoing connection.
    private static func start(_ configuration: inout BrokerConfiguration, _ log: LogLines) async throws -> Broker {
        guard configuration.port == 0 else { return try await Broker.start(configuration, logger: log.logger) }
        while true {
            configuration.port = .random(in: 10_000..<32_000)
            do {
                return try await Broker.start(configuration, logger: log.logger)
            } catch BrokerError.address(_, _, "Address already in use") {
                continue
            }
        }
    }

    func stop() async {
        let stopped = running.withLock { running in
            defer { running = nil }
            return running
        }
        await stopped?.stop()
    }

    func restart() async throws {
        await stop()
        try await start()
    }

    /// Runs a blocking body with a connection, on a thread of its own.
    func raw<Value: Sendable>(_ body: @escaping @Sendable (RawClient) throws -> Value) async throws -> Value {
        let port = broker.port
        return try await ServiceThread.run(name: "raw") {
            let client = try RawClient(port: port)
            defer { client.close() }
            return try body(client)
        }
    }

    /// What the broker has of its clients.
    struct Load: Equatable, Sendable {
        var connections: Int
        /// Bytes of requests, and of replies.
        var requestBytes: Int
        var replyBytes: Int
        /// Fetches that wait for records.
        var waitingFetches: Int

        static let none = Load(connections: 0, requestBytes: 0, replyBytes: 0, waitingFetches: 0)
    }

    func load() async throws -> Load {
        let connections = broker.connections
        return try await connections.eventLoop.submit {
            let server = connections.value
            return Load(
                connections: server.count,
                requestBytes: server.limits.inFlightBytes - server.requestBudget.available,
                replyBytes: server.limits.outgoingBytes - server.replyBudget.available,
                waitingFetches: server.core.fetches.count)
        }.get()
    }

    /// Everything that clients were lent is back once they are gone.
    func becomesIdle() async throws {
        try await eventually("an idle broker") { try await load() == .none }
    }

    /// Runs a blocking body with librdkafka, on a thread of its own.
    func kafka<Value: Sendable>(_ body: @escaping @Sendable (KafkaConfiguration) throws -> Value) async throws -> Value
    {
        let configuration = try KafkaConfiguration(bootstrapServers: broker.bootstrapServers)
        return try await ServiceThread.run(name: "kafka") { try body(configuration) }
    }
}

/// Folders of tests. Few at a time: on two cores, fifty brokers at once would only wait for each other.
enum TestFolder {
    private static let turnstile = Turnstile(width: 4)

    static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        await turnstile.enter()
        let folder = FileManager.default.temporaryDirectory.appending(path: "adtally-\(UUID())").path
        let result: Result<Value, any Error>
        do { result = .success(try await body(folder)) } catch { result = .failure(error) }
        try? FileManager.default.removeItem(atPath: folder)
        await turnstile.leave()
        return try result.get()
    }
}

private actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(width: Int) {
        free = width
    }

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// Asks until it holds; a test fails rather than hangs.
func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ holds: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !holds() {
        guard ContinuousClock.now < deadline else { throw Unexpected("waited \(limit) for \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
