import DashboardModel
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import TelemetryServer
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(2)))
struct StreamTests {
    static let request = "GET /events?range=15m HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test func aPageGetsTheFiguresAtOnceAndEachChangeAfter() async throws {
        let store = liveStore()
        try await application(over: store).test(.live) { client in
            try await RawClient.withConnection(port: try #require(client.port), Self.request) { parts in
                let first = try await parts.read(until: "\"50.00\"")
                #expect(
                    first.contains("content-type: text/event-stream")
                        || first.contains("Content-Type: text/event-stream"))
                #expect(first.contains("retry: 2000") && first.contains("event: snapshot\ndata: {"))
                store.ingest([row(impressions: 2000, clicks: 50, conversions: 5, spend: 77_000_000, through: 2)])
                _ = try await parts.read(until: "\"77.00\"")
            }
        }
    }

    /// Would hang, and run into the time limit, if an open stream held the shutdown up.
    @Test func shutdownEndsAnOpenStream() async throws {
        let (ended, signal) = AsyncStream.makeStream(of: Void.self)
        let (opened, isOpen) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let app = try application(over: liveStore())
            try await app.test(.live) { client in
                let port = try #require(client.port)
                _ = Task {
                    try await RawClient.withConnection(port: port, Self.request) { parts in
                        _ = try await parts.read(until: "event: snapshot")
                        isOpen.finish()
                        while try await parts.next() != nil {}
                    }
                    signal.finish()
                }
                for await _ in opened {}
            }
            for await _ in ended {}
            group.cancelAll()
        }
    }

    @Test func moreStreamsThanAllowedAreRefused() async throws {
        try await application(over: liveStore()) { $0.maxStreams = 1 }.test(.live) { client in
            let port = try #require(client.port)
            try await RawClient.withConnection(port: port, Self.request) { parts in
                _ = try await parts.read(until: "event: snapshot")
                let refused = try await RawClient.answer(
                    port: port, Self.request.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"))
                #expect(refused.hasPrefix("HTTP/1.1 503 ") && refused.contains("Retry-After: 10"))
            }
        }
    }

    @Test func aSilentStreamGivesSignsOfLife() async throws {
        try await application(over: liveStore()) { $0.heartbeat = .milliseconds(20) }.test(.live) { client in
            try await RawClient.withConnection(port: try #require(client.port), Self.request) { parts in
                _ = try await parts.read(until: ": heartbeat\n\nid: ")
            }
        }
    }

    @Test func aPageThatLeavesMakesRoom() async throws {
        let hub = SnapshotHub(
            store: liveStore(), configuration: DashboardConfiguration(maxStreams: 1), logger: Logger(label: "test"))
        var stream = await hub.open(SnapshotQuery())
        #expect(stream != nil)
        #expect(await hub.open(SnapshotQuery()) == nil)
        stream = nil
        while await hub.isFull { await Task.yield() }
        #expect(await hub.open(SnapshotQuery()) != nil)
    }

    @Test func pagesOfOneViewShareOneEncoding() async throws {
        let hub = SnapshotHub(
            store: liveStore(), configuration: DashboardConfiguration(), logger: Logger(label: "test"))
        let stream = await hub.open(SnapshotQuery())
        let a = await hub.current(SnapshotQuery())
        let b = await hub.current(SnapshotQuery())
        // JSON members come in no fixed order, so equal bytes mean the same encoding.
        #expect(stream != nil && a != nil && a?.json == b?.json)
    }

    @Test func aTakenPortIsOneClearLine() async throws {
        let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(
            host: "127.0.0.1", port: 0
        ).get()
        let port = try #require(other.localAddress?.port)
        let server = try DashboardServer(
            DashboardConfiguration(port: port), store: liveStore(), logger: Logger(label: "test"))
        let failure = await #expect(throws: ListenFailure.self) { try await server.run() }
        #expect(
            failure?.description
                == "127.0.0.1 port \(port) is taken: stop the program that listens there, or give another --port")
        try await other.close()
    }
}
