import NIOCore
import NIOPosix
import Testing

@testable import EmbeddedBroker

private let first = PartitionID(rawValue: 1)
private let second = PartitionID(rawValue: 2)

@Suite struct FetchWaitsTests {
    /// Waits on an event loop, and who was woken, in order.
    private final class Scene {
        let waits = FetchWaits()
        let loop: any EventLoop
        var woken: [String] = []

        init(loop: any EventLoop) {
            self.loop = loop
        }

        func wait(
            _ name: String, connection: Int = 1, _ partitions: [PartitionID] = [first], missing: Int = 1,
            for time: TimeAmount = .hours(1)
        ) {
            waits.add(
                connection: connection, partitions: partitions, missing: missing, until: .now() + time, on: loop
            ) { [unowned self] isLast in woken.append(isLast ? "\(name) at last" : name) }
        }
    }

    private static func run(_ body: @escaping @Sendable (Scene) -> Void) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        try await loop.submit {
            let scene = Scene(loop: loop)
            body(scene)
            scene.waits.finish()
        }.get()
    }

    @Test func anAppendWakesThoseOfItsPartition() async throws {
        try await Self.run { scene in
            scene.wait("a")
            scene.wait("b", [second])
            scene.wait("c", [first, second])
            scene.waits.appended(10, to: first)
            #expect(scene.woken == ["a", "c"])
            scene.waits.appended(10, to: second)
            #expect(scene.woken == ["a", "c", "b"], "nobody is woken twice")
        }
    }

    @Test func bytesOfAllItsPartitionsCount() async throws {
        try await Self.run { scene in
            scene.wait("a", [first, second], missing: 100)
            scene.waits.appended(60, to: first)
            scene.waits.appended(39, to: second)
            #expect(scene.woken == [])
            scene.waits.appended(1, to: first)
            #expect(scene.woken == ["a"])
        }
    }

    @Test func aPartitionThatIsGoneIsTold() async throws {
        try await Self.run { scene in
            scene.wait("a", missing: 1_000)
            scene.wait("b", [second])
            scene.waits.changed(first)
            #expect(scene.woken == ["a"])
        }
    }

    @Test func theNextRequestOfAConnectionEndsItsWaits() async throws {
        try await Self.run { scene in
            scene.wait("a", connection: 1)
            scene.wait("b", connection: 2)
            scene.wait("c", connection: 1)
            scene.waits.hurry(1)
            #expect(scene.woken == ["a at last", "c at last"])
        }
    }

    @Test func aConnectionThatIsGoneIsForgotten() async throws {
        try await Self.run { scene in
            scene.wait("a", connection: 1)
            scene.wait("b", connection: 2)
            scene.waits.drop(1)
            scene.waits.appended(1, to: first)
            #expect(scene.woken == ["b"])
        }
    }

    @Test func everybodyIsToldWhenTheBrokerStops() async throws {
        try await Self.run { scene in
            scene.wait("a")
            scene.wait("b", connection: 2, [second])
            scene.waits.finish()
            scene.wait("late")
            #expect(scene.woken == ["a at last", "b at last", "late at last"])
        }
    }

    @Test func whoIsWokenMayWaitAgain() async throws {
        try await Self.run { scene in
            var rounds = 0
            func wait() {
                scene.waits.add(
                    connection: 1, partitions: [first], missing: 1, until: .now() + .hours(1), on: scene.loop
                ) { isLast in
                    rounds += 1
                    if !isLast { wait() }
                }
            }
            wait()
            for _ in 0..<3 { scene.waits.appended(1, to: first) }
            #expect(rounds == 3)
        }
    }

    @Test func timeEndsAWait() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let isLast = try await loop.flatSubmit {
            let promise = loop.makePromise(of: Bool.self)
            let waits = FetchWaits()
            waits.add(
                connection: 1, partitions: [first], missing: 1, until: .now() + .milliseconds(1), on: loop
            ) { isLast in
                promise.succeed(isLast)
                withExtendedLifetime(waits) {}
            }
            return promise.futureResult
        }.get()
        #expect(isLast)
    }
}
