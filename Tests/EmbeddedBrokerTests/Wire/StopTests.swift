import Foundation
import Kafka
import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// A broker that stops answers what it was asked, and keeps nobody waiting.
@Suite struct StopTests {
    @Test func aBrokerStartsQuickly() async throws {
        try await TestBroker.run { broker in
            await broker.stop()
            var times: [Duration] = []
            for _ in 0..<5 {
                let start = ContinuousClock.now
                try await broker.start()
                times.append(start.duration(to: .now))
                await broker.stop()
            }
            print("a broker starts in \(times.min() ?? .zero) to \(times.max() ?? .zero)")
        }
    }

    @Test func clientsThatWaitAreAnsweredAndClosed() async throws {
        try await TestBroker.run { broker in
            let port = broker.broker.port
            try await broker.raw { try $0.createTopic("t") }
            let answered = Kept<Int>()
            let client = ServiceThread(name: "waiting") {
                let waiting = try (0..<20).map { _ in try RawClient(port: port) }
                for client in waiting { try client.send(.fetch("t", [.init()], maxWait: 60_000)) }
                answered.put(try waiting.filter { try $0.nextReply() != nil && $0.nextReply() == nil }.count)
            }
            try await eventually("20 clients") { try await broker.load().waitingFetches == 20 }
            let start = ContinuousClock.now
            await broker.stop()
            #expect(start.duration(to: .now) < .seconds(60))
            try await client.join()
            #expect(try answered.get() == 20)
            #expect(throws: Unexpected.self) { try RawClient(port: port) }
        }
    }

    @Test func aClientThatDoesNotReadDoesNotKeepTheBroker() async throws {
        try await TestBroker.run { broker in
            let port = broker.broker.port
            try await broker.raw { client throws in
                try client.createTopic("t")
                for _ in 0..<10 { try client.append(TestBatch(bytes: 1_000_000), to: "t") }
            }
            let isStopped = Kept<Bool>()
            let silent = ServiceThread(name: "silent") {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                for _ in 0..<5 { try client.send(.fetch("t", [.init(maxBytes: 10 << 20)])) }
                while (try? isStopped.get()) == nil { usleep(5_000) }
            }
            try await eventually("replies") { try await broker.load().replyBytes > 0 }
            let start = ContinuousClock.now
            await broker.stop()
            #expect(start.duration(to: .now) < .seconds(60))
            isStopped.put(true)
            try await silent.join()
        }
    }

    /// What was begun for clients that are gone by then comes back before the broker is.
    @Test(arguments: 0..<4) func readsOnTheirWayAreWaitedFor(seed: UInt64) async throws {
        try await TestBroker.run { broker in
            let port = broker.broker.port
            try await broker.raw { client throws in
                try client.createTopic("t")
                for _ in 0..<6 { try client.append(TestBatch(bytes: 900_000), to: "t") }
                let clients = try (0..<8).map { _ in try RawClient(port: port) }
                for client in clients { for _ in 0..<4 { try client.send(.fetch("t", [.init(maxBytes: 8 << 20)])) } }
                usleep(UInt32(seed) * 300)
            }
            await broker.stop()
        }
    }

    @Test func whatWasAcknowledgedBeforeAStopIsThereAfterIt() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { try $0.createTopic("t") }
            var acknowledged = 0
            for _ in 0..<5 {
                let port = broker.broker.port
                let first = acknowledged
                let (sent, begun) = (Kept<Int>(), Kept<Bool>())
                let client = ServiceThread(name: "producer") {
                    let client = try RawClient(port: port)
                    var next = first
                    defer { sent.put(next) }
                    while let offset = try? client.append(TestBatch(["\(next)"]), to: "t") {
                        #expect(offset == Int64(next))
                        next += 1
                        begun.put(true)
                    }
                }
                try await eventually("a producer") { (try? begun.get()) == true }
                try await Task.sleep(for: .milliseconds(10))
                try await broker.restart()
                try await client.join()
                let known = try sent.get()
                let fetched = try await broker.raw { try $0.fetch(.fetch("t", [.init(maxBytes: 8 << 20)])) }
                let values = fetched.first?.values ?? []
                // One more may be there: its acknowledgement can be lost, the record not.
                #expect(values.count - known <= 1 && values == values.indices.map { "\($0)" })
                acknowledged = values.count
            }
            #expect(acknowledged > 5)
        }
    }

    @Test func aBrokerMayBeStoppedTwice() async throws {
        try await TestBroker.run { broker in
            let running = broker.broker
            await broker.stop()
            await running.stop()
        }
    }
}
