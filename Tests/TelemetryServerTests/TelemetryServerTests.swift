import Logging
import NIOCore
import NIOPosix
import Telemetry
import TestSupport
import Testing

@testable import TelemetryServer

/// The server around a service's work: there before it begins, gone with it.
@Suite(.timeLimit(.minutes(2))) struct TelemetryServerTests {
    private struct Broken: Error {}

    private static func server(port: Int = 0, host: String = "127.0.0.1", lines: LogLines = LogLines())
        -> TelemetryServer
    {
        let source = TelemetrySource(service: "test") {
            []
        } readiness: {
            .ready
        }
        return TelemetryServer(TelemetryConfiguration(host: host, port: port), source: source, logger: lines.logger)
    }

    @Test func answersWhileTheWorkRunsAndIsGoneAfter() async throws {
        let lines = LogLines()
        let port = try await Self.server(lines: lines).run {
            let port = try #require(lines.port)
            #expect(try await Self.get("/health/live", port: port).hasPrefix("HTTP/1.1 200 "))
            return port
        }
        await #expect(throws: (any Error).self) { _ = try await Self.get("/health/live", port: port) }
    }

    /// Would run into the time limit if a client could hold up the end.
    @Test func anOpenConnectionDoesNotHoldUpTheEnd() async throws {
        let lines = LogLines()
        let clients = try await Self.server(lines: lines).run {
            let port = try #require(lines.port)
            // One that keeps its connection, one that never ends its request.
            let idle = try await Self.connect(port)
            let half = try await Self.connect(port)
            try await idle.writeAndFlush(ByteBuffer(string: "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            try await half.writeAndFlush(ByteBuffer(string: "GET /metr"))
            #expect(try await Self.get("/health/live", port: port).hasPrefix("HTTP/1.1 200 "))
            return [idle, half]
        }
        for client in clients { try await client.closeFuture.get() }
    }

    @Test func aTakenPortIsOneLineBeforeTheWorkBegins() async throws {
        let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        let failure = await #expect(throws: ListenFailure.self) {
            try await Self.server(port: port).run { Issue.record("the work has begun") }
        }
        #expect(
            failure?.description == """
                127.0.0.1 port \(port) is taken: stop the program that listens there, or give another --telemetry-port
                """)
        try await other.close()
    }

    @Test func anAddressOfAnotherMachineIsOneLine() async throws {
        // 192.0.2.0/24 is for documentation: no machine has it.
        let failure = await #expect(throws: ListenFailure.self) {
            try await Self.server(host: "192.0.2.1").run { Issue.record("the work has begun") }
        }
        #expect(failure?.description == "192.0.2.1 is no address of this machine: check --telemetry-host")
    }

    /// Nothing says it otherwise: the service goes on.
    @Test func aServerThatEndsByItselfIsSaidAndServedAgain() async throws {
        let lines = LogLines()
        let channels = AsyncStream.makeStream(of: (any Channel).self)
        var server = Self.server(lines: lines)
        server.pause = .milliseconds(10)
        server.onChannel = { channels.continuation.yield($0) }
        try await server.run {
            let port = try #require(lines.port)
            var iterator = channels.stream.makeAsyncIterator()
            try await #require(iterator.next()).close()
            try await #require(iterator.next()).close()
            let again = try #require(await iterator.next())
            #expect(again.localAddress?.port == port)
            #expect(try await Self.get("/health/live", port: port).hasPrefix("HTTP/1.1 200 "))
        }
        let said = lines.lines.filter { $0.level >= .notice }.map { "\($0.level): \($0.text)" }
        #expect(said.count == 4)
        for (index, line) in said.enumerated() {
            let start = index % 2 == 0 ? "error: telemetry on 127.0.0.1:" : "notice: telemetry is back on 127.0.0.1:"
            #expect(line.hasPrefix(start), "\(said)")
        }
    }

    @Test func whatTheWorkThrowsIsThrown() async throws {
        await #expect(throws: Broken.self) { try await Self.server().run { throw Broken() } }
    }

    private static func connect(_ port: Int) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Everything the server says until it closes.
    static func get(_ path: String, host: String = "localhost", at address: String = "127.0.0.1", port: Int)
        async throws -> String
    {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"))
            var text = ""
            for try await part in inbound { text += String(buffer: part) }
            return text
        }
    }
}

extension LogLines {
    /// A port of 0 shows in the log alone.
    fileprivate var port: Int? {
        texts.compactMap { $0.firstMatch(of: #/^telemetry on http://[^/]*:(\d+)/metrics$/#) }.first.flatMap {
            Int($0.1)
        }
    }
}
