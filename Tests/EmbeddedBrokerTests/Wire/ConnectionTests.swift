import Foundation
import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Clients that are too many, too slow or silent: they are closed, and what they were lent comes back.
@Suite struct ConnectionTests {
    @Test func oneConnectionTooManyIsRefused() async throws {
        try await TestBroker.run {
            $0.limits.connections = 20
        } _: { broker in
            let port = broker.broker.port
            try await broker.raw { first in
                var others = try (1..<20).map { _ in try RawClient(port: port) }
                for client in others { _ = try client.metadata(.metadata(nil)) }
                try RawClient(port: port).waitForEnd()
                _ = try first.metadata(.metadata(nil))
                others[7].close()
                others.remove(at: 7)
                // Its place is free soon.
                var isServed = false
                while !isServed {
                    let next = try RawClient(port: port)
                    next.send(RawRequest.metadata(nil).frame())
                    isServed = try next.nextReply() != nil
                }
            }
            try await broker.becomesIdle()
            #expect(broker.log.warnings.first == "more than 20 connections: new ones are refused")
        }
    }

    @Test func halfARequestIsNotWaitedForForEver() async throws {
        try await TestBroker.run {
            $0.limits.stallTime = .milliseconds(800)
        } _: { broker in
            let frame = RawRequest.metadata(["topic"]).frame()
            for length in [1, 4, 5, frame.count - 1] {
                try await broker.raw { client throws in
                    client.send(frame.prefix(length))
                    try client.waitForEnd()
                }
            }
            // A large one, for which memory was set aside.
            try await broker.raw { client throws in
                client.send(RawRequest.framed([0, 0] + [UInt8](repeating: 0, count: 1 << 20)).prefix(1_000))
                try client.waitForEnd()
            }
            try await broker.becomesIdle()
            #expect(broker.log.warnings.allSatisfy { $0.contains("half a request") } && !broker.log.warnings.isEmpty)
        }
    }

    @Test func whoSendsNothingAtAllIsClosedAfterTheIdleTime() async throws {
        try await TestBroker.run {
            $0.limits.stallTime = .milliseconds(600)
            $0.limits.idleTime = .milliseconds(700)
        } _: { broker in
            try await broker.raw { client throws in
                _ = try client.metadata(.metadata(nil))
                try client.waitForEnd()
            }
            // Who waits for an answer is not idle.
            try await broker.raw { client throws in
                try client.createTopic("t")
                #expect(try client.fetch(.fetch("t", [.init()], maxWait: 1_500)).map(\.error) == [0])
            }
        }
    }

    /// A topic with 10 MB: more than the kernel takes for a client that does not read.
    private static func fill(_ broker: TestBroker) async throws {
        try await broker.raw { client throws in
            try client.createTopic("t")
            for _ in 0..<20 { try client.append(TestBatch(bytes: 500_000), to: "t") }
        }
    }

    @Test func aClientThatDoesNotReadIsClosedAndItsMemoryComesBack() async throws {
        try await TestBroker.run {
            $0.limits.stallTime = .milliseconds(400)
        } _: { broker in
            let port = broker.broker.port
            try await Self.fill(broker)
            try await broker.raw { _ in
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                for _ in 0..<12 { try client.send(.fetch("t", [.init(maxBytes: 10 << 20)])) }
                // It is not heard of again; the broker loses patience.
            }
            try await broker.becomesIdle()
        }
    }

    @Test func aClientThatDoesNotReadButStaysIsClosed() async throws {
        try await TestBroker.run {
            $0.limits.stallTime = .milliseconds(400)
        } _: { broker in
            let port = broker.broker.port
            try await Self.fill(broker)
            let slow = Kept<RawClientBox>()
            slow.put(RawClientBox(try RawClient(port: port, receiveBuffer: 4_096)))
            let client = try slow.get().client
            for _ in 0..<12 { try client.send(.fetch("t", [.init(maxBytes: 10 << 20)])) }
            try await eventually("a reply that is not taken") { try await broker.load().replyBytes > 0 }
            try await broker.becomesIdle()
            #expect(
                broker.log.warnings.contains { $0.contains("it does not take its replies") }, "\(broker.log.warnings)")
            client.close()
        }
    }

    @Test func whoAsksForNothingTakesNobodysPlace() async throws {
        try await TestBroker.run {
            $0.limits.connections = 5
            $0.limits.stallTime = .seconds(1)
        } _: { broker in
            let port = broker.broker.port
            try await broker.raw { first in
                _ = try first.metadata(.metadata(nil))
                let silent = try (0..<4).map { _ in try RawClient(port: port) }
                for client in silent { try client.waitForEnd() }
                let others = try (0..<4).map { _ in try RawClient(port: port) }
                for client in others + [first] { _ = try client.metadata(.metadata(nil)) }
            }
            #expect(broker.log.warnings.count { $0.contains("it asks for nothing") } == 4)
        }
    }

    /// Each reply is small beside the limits, but nobody takes any.
    @Test func repliesThatAreNotTakenAreBounded() async throws {
        try await TestBroker.run {
            $0.limits.outgoingBytes = 200_000
            $0.limits.stallTime = .seconds(2)
        } _: { broker in
            let port = broker.broker.port
            let size = try await broker.raw { client throws in
                try client.createTopic("t", partitions: 3_000)
                return try client.ask(.metadata(nil)).remainingBytes
            }
            #expect(size > 80_000)
            // What the kernel does not take for a client, the broker keeps; then it is closed.
            var slow: [RawClient] = []
            for _ in 0..<5 {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                for _ in 0..<100 { try client.send(.metadata(nil)) }
                slow.append(client)
            }
            var most = 0
            try await eventually("replies that are not taken") {
                most = max(most, try await broker.load().replyBytes)
                return most > 200_000
            }
            // Short replies are given all the same.
            try await broker.raw { client in _ = try client.ask(.initProducerID()) }
            try await eventually("their end") {
                most = max(most, try await broker.load().replyBytes)
                return try await broker.load() == .none
            }
            #expect(most <= 200_000 + size)
            for client in slow { client.close() }
            // And there is room again.
            let again = try await broker.raw { client in try client.ask(.metadata(nil)).remainingBytes }
            #expect(again == size)
        }
    }

    /// More than the budget in all, from clients that go away at any moment.
    @Test func clientsThatGoAwayGiveTheirMemoryBack() async throws {
        try await TestBroker.run {
            $0.limits.inFlightBytes = 3 << 20
            $0.limits.outgoingBytes = 2 << 20
        } _: { broker in
            let port = broker.broker.port
            try await broker.raw { client throws in
                try client.createTopic("t")
                for _ in 0..<4 { try client.append(TestBatch(bytes: 900_000), to: "t") }
                let produce = RawRequest.produce("t", 0, TestBatch(bytes: 900_000)).frame()
                var random = SeededGenerator(seed: 1)
                var clients: [RawClient] = []
                for _ in 0..<60 {
                    let client = try RawClient(port: port, receiveBuffer: 4_096)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: client.send(produce.prefix(.random(in: 1..<produce.count, using: &random)).prefix(60_000))
                    case 1: for _ in 0..<3 { try client.send(.fetch("t", [.init(maxBytes: 1 << 20)])) }
                    case 2: try client.send(.fetch("t", [.init(offset: 1_000)], maxWait: 60_000))
                    default: try client.send(.fetch("t", [.init(offset: 4)], maxWait: 60_000))
                    }
                    clients.append(client)
                    if clients.count > 10 { clients.remove(at: .random(in: 0..<10, using: &random)).close() }
                }
            }
            try await broker.becomesIdle()
            // And there is room for everybody again.
            try await broker.raw { client throws in
                let offset = try client.append(TestBatch(bytes: 900_000), to: "t")
                #expect(offset == 4)
                #expect(try client.fetch(.fetch("t", [.init(offset: 4)])).first?.offsets == [4])
            }
        }
    }

    @Test func whoGoesAwayWhileWaitingForMemoryIsNotWaitedFor() async throws {
        try await TestBroker.run {
            $0.limits.inFlightBytes = 1 << 20
        } _: { broker in
            let port = broker.broker.port
            let produce = RawRequest.produce("t", 0, TestBatch(bytes: 900_000)).frame()
            try await broker.raw { client throws in
                try client.createTopic("t")
                let holding = try RawClient(port: port)
                holding.send(produce.prefix(10_000))
                let waiting = try (0..<3).map { _ in try RawClient(port: port) }
                for waiting in waiting {
                    waiting.send(produce.prefix(10_000))
                    usleep(2_000)
                    _ = try client.metadata(.metadata(nil))
                }
                // One of them goes on when it has its turn.
                waiting[0].close()
                waiting[2].close()
                holding.close()
                waiting[1].send(produce.dropFirst(10_000))
                guard let reply = try waiting[1].nextReply() else { throw Unexpected("closed") }
                #expect(reply.correlationID == 1)
            }
            try await broker.becomesIdle()
        }
    }

    @Test func aLargeRequestThatIsNoneGivesItsMemoryBack() async throws {
        try await TestBroker.run {
            $0.limits.inFlightBytes = 1 << 20
        } _: { broker in
            let bad = RawRequest.framed([0, 0, 0, 7] + [UInt8](repeating: 0xFF, count: 400_000))
            for _ in 0..<4 {
                try await broker.raw { client throws in
                    client.send(bad)
                    try client.waitForEnd()
                }
            }
            try await broker.becomesIdle()
        }
    }

    @Test func requestsBehindOneAnotherAreAnsweredInTheirOrder() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { client throws in
                try client.createTopic("t")
                var bytes: [UInt8] = []
                for number in Int32(0)..<500 {
                    let request: RawRequest =
                        switch number % 4 {
                        case 0: .produce("t", 0, TestBatch(["\(number)"]))
                        case 1: .fetch("t", [.init()], maxWait: 10)
                        case 2: .metadata(nil)
                        default: .listOffsets("t", timestamp: 1_000)
                        }
                    bytes += request.frame(correlationID: number)
                }
                // In one go, in pieces that do not end with a request.
                for start in stride(from: 0, to: bytes.count, by: 7_001) {
                    client.send(bytes[start..<min(bytes.count, start + 7_001)])
                }
                for number in Int32(0)..<500 { #expect(try client.nextReply()?.correlationID == number) }
            }
        }
    }

    @Test func thousandsOfSmallRequestsInOneGoAreAnswered() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { client throws in
                for round in Int32(0)..<2 {
                    let numbers = round * 2_500..<(round + 1) * 2_500
                    client.send(numbers.flatMap { RawRequest(.apiVersions, 0).frame(correlationID: $0) })
                    for number in numbers { #expect(try client.nextReply()?.correlationID == number) }
                }
            }
        }
    }
}

/// For a test that lets a connection be, on whatever thread.
private final class RawClientBox: @unchecked Sendable {
    let client: RawClient
    init(_ client: RawClient) { self.client = client }
}
