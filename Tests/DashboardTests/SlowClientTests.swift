import AdModel
import DashboardModel
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Dashboard

/// Each test hangs, and runs into the time limit, where a client is not cut off.
@Suite(.timeLimit(.minutes(10)))
struct SlowClientTests {
    private static let quick = ConnectionLimits(requestTime: .milliseconds(300), writeTime: .milliseconds(300))

    @Test(arguments: [
        "", "GET / HTTP/1.1\r\nHost: localhost\r\nX-", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nX-",
        "POST /clear HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n",
        "POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
    ]) func aRequestByTheByteIsCutOff(start: String) async throws {
        try await application(over: liveStore()) { $0.limits = Self.quick }.test(.live) { client in
            try await RawClient.withChannel(port: try #require(client.port)) { parts, outbound in
                // On a busy machine it may have been cut off by now.
                try? await outbound.write(ByteBuffer(string: start))
                await withTaskGroup { group in
                    group.addTask {
                        while !Task.isCancelled, (try? await outbound.write(ByteBuffer(string: "a"))) != nil {
                            try? await Task.sleep(for: .milliseconds(20))
                        }
                    }
                    _ = await parts.readToTheEnd()
                    group.cancelAll()
                }
            }
        }
    }

    @Test func aPageThatDoesNotReadIsDropped() async throws {
        let store = liveStore(wideRows(through: 1))
        try await application(over: store) { configuration in
            configuration.limits.writeTime = .milliseconds(300)
            configuration.limits.sendBuffer = 4096
            configuration.heartbeat = .milliseconds(20)
        }.test(.live) { client in
            let port = try #require(client.port)
            try await RawClient.withChannel(port: port, receiveBuffer: 4096) { _, outbound in
                try await outbound.write(ByteBuffer(string: StreamTests.request))
                try await wait(port) { $0.contains("\nadtally_dashboard_streams 1\n") }
                // Nothing is read from here on. Once the client's buffers are full, no heartbeat gets through.
                try await wait(port) { $0.contains("\nadtally_dashboard_streams 0\n") }
            }
        }
    }

    /// Of all the snapshots made while a page does not read, it gets those that lie in buffers, and then the newest.
    @Test func aPageThatDoesNotReadCostsAFewSnapshots() async throws {
        let store = liveStore(wideRows(through: 1))
        try await application(over: store) { configuration in
            configuration.limits.sendBuffer = 4096
        }.test(.live) { client in
            let port = try #require(client.port)
            try await RawClient.withChannel(port: port, receiveBuffer: 4096) { parts, outbound in
                try await outbound.write(ByteBuffer(string: StreamTests.request))
                _ = try await parts.read(until: "event: snapshot")
                let made = try await publish(40, to: store, client)
                store.ingest([row("last", clicks: 1, spend: 7_654_321_000_000, through: 1)])
                let text = try await parts.read(until: "7,654,3")
                let received = text.components(separatedBy: "event: snapshot").count
                #expect(made >= 40 && received < made / 2, "\(received) of \(made)")
            }
        }
    }

    /// Ingests until so many snapshots were made; returns how many.
    private func publish(_ count: Int, to store: RowStore, _ client: any TestClientProtocol) async throws -> Int {
        let before = try await snapshots(client)
        var through: Int64 = 2
        while true {
            store.ingest(wideRows(through: through))
            through += 1
            let made = try await snapshots(client) - before
            if made >= count { return made }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// So many campaigns that a snapshot is larger than all buffers between the two.
    private func wideRows(through: Int64) -> [ResultRow] {
        (0..<120).map { number in
            row(
                "camp_\(number)_\(String(repeating: "x", count: 100))", impressions: 1000 + through, clicks: through,
                spend: 50_000_000, through: through)
        }
    }

    private func snapshots(_ client: any TestClientProtocol) async throws -> Int {
        let metrics = try await client.execute(uri: "/metrics", method: .get) { String(buffer: $0.body) }
        let match = try #require(metrics.firstMatch(of: #/\nadtally_dashboard_snapshots_total (\d+)\n/#))
        return try #require(Int(match.1))
    }

    /// A test on a machine that is busy may be a slow client itself, and is then cut off, too.
    private func wait(_ port: Int, until holds: (String) -> Bool) async throws {
        let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        while true {
            if let metrics = try? await RawClient.answer(port: port, request), holds(metrics) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
