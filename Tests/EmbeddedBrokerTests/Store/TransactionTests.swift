import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct TransactionTests {
    @Test func aFailingTransactionChangesNothing() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic(partitions: 2)
            try await bench.append(TestBatch(["a"], producer: 1, sequence: 0))
            let answered = Mutex(false)
            let result = await bench.commit([
                { transaction in
                    _ = try transaction.append(TestBatch(["b"], producer: 1, sequence: 1))
                    try transaction.createTopic("new", partitions: 1, settings: TopicSettings())
                    try transaction.deleteTopic("t")
                    try transaction.commit(
                        CommittedOffset(topic: "t", partition: 0, offset: 1, leaderEpoch: -1, metadata: nil), of: "g")
                    _ = try transaction.nextProducerID()
                    return { answered.withLock { $0 = true } }
                },
                { _ in throw Unexpected("the disk is on fire") },
            ])
            guard case .failure(let error) = result else { throw Unexpected("it was committed") }
            #expect(error.description == "the disk is on fire" && !answered.withLock { $0 })

            func check() async throws {
                let catalog = try await bench.catalog()
                #expect(Set(catalog.topics.keys) == ["t"])
                #expect(try await bench.log().end == 1)
                #expect(try await bench.count("batch") == 1)
                #expect(try await bench.count("committed_offset") == 0)
                let producer = try await bench.write { transaction in
                    transaction.catalog.log(topic: "t", partition: 0).flatMap {
                        transaction.producers.state(of: 1, in: $0.id)
                    }
                }
                #expect(producer?.batches.map(\.lastSequence) == [0])
            }
            try await check()
            try bench.reopen()
            try await check()
            #expect(
                try await bench.append(TestBatch(["b"], producer: 1, sequence: 1))
                    == .appended(baseOffset: 1, logStart: 0))
            #expect(try await bench.write { try $0.nextProducerID() } == 1)
        }
    }

    @Test func aRetryInTheSameTransactionIsFound() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let outcomes = try await bench.write { transaction in
                try [0, 1, 0, 1, 3, 2].map { try transaction.append(TestBatch(["\($0)"], producer: 9, sequence: $0)) }
            }
            #expect(
                outcomes == [
                    .appended(baseOffset: 0, logStart: 0), .appended(baseOffset: 1, logStart: 0),
                    .duplicate(baseOffset: 0, logStart: 0), .duplicate(baseOffset: 1, logStart: 0),
                    .refused(.outOfOrderSequenceNumber), .appended(baseOffset: 2, logStart: 0),
                ])
        }
    }

    @Test func aProducersNumbersAreThoseOfAPartition() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic(partitions: 2)
            for partition in Int32(0)..<2 {
                let outcome = try await bench.append(TestBatch(["a"], producer: 1, sequence: 0), to: "t", partition)
                #expect(outcome == .appended(baseOffset: 0, logStart: 0))
            }
        }
    }

    // MARK: The queue

    /// A queue on an event loop, the commits it made, and a gate that holds the writer up.
    private final class Scene {
        let queue: WriteQueue
        var commits = 0
        var answers: [String] = []

        init(_ store: Store, _ loop: any EventLoop, pause: TimeAmount = .zero) {
            queue = WriteQueue(store: store, loop: loop, logger: LogLines().logger, pause: pause)
            queue.committed = { [unowned self] _ in commits += 1 }
        }

        func write(_ name: String, _ body: @escaping @Sendable (inout WriteTransaction) throws -> Void) {
            queue.write(body) { [self] result in
                if case .success = result { answers.append(name) } else { answers.append("\(name) failed") }
            }
        }
    }

    /// Lets a first write wait while the others are added; returns the number of commits and the answers.
    private static func gather(
        _ bench: StoreBench, _ add: @escaping @Sendable (Scene) -> Void
    ) async throws -> (commits: Int, answers: [String]) {
        let gate = Mutex(false)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let store = bench.store
        return try await loop.flatSubmit {
            let scene = Scene(store, loop)
            scene.write("first") { _ in while !gate.withLock({ $0 }) {} }
            add(scene)
            gate.withLock { $0 = true }
            let idle = loop.makePromise(of: (commits: Int, answers: [String]).self)
            scene.queue.onceIdle { idle.succeed((scene.commits, scene.answers)) }
            return idle.futureResult
        }.get()
    }

    @Test func allThatWaitsIsOneTransaction() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let (commits, answers) = try await Self.gather(bench) { scene in
                for number in 0..<200 {
                    scene.write("\(number)") { _ = try $0.append(TestBatch(["\(number)"])) }
                }
            }
            #expect(commits == 2)
            #expect(answers == ["first"] + (0..<200).map { "\($0)" })
            #expect(try await bench.log().end == 200)
        }
    }

    /// The second write comes when the first is committed, the third a turn of the loop later.
    @Test func whatComesSoonAfterIsOneTransaction() async throws {
        try await StoreBench.run { bench in
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let store = bench.store
            let seen = try await loop.flatSubmit {
                let scene = Scene(store, loop, pause: .hours(1))
                let idle = loop.makePromise(of: [String].self)
                scene.queue.write {
                    _ = try $0.nextProducerID()
                } then: { _ in
                    scene.write("second") { _ = try $0.nextProducerID() }
                    loop.assumeIsolated().execute {
                        scene.write("third") { _ = try $0.nextProducerID() }
                        scene.queue.onceIdle { idle.succeed(["\(scene.commits) commits"] + scene.answers) }
                    }
                }
                return idle.futureResult
            }.get()
            #expect(seen == ["2 commits", "second", "third"])
        }
    }

    @Test func whatFailsFailsAlone() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let (commits, answers) = try await Self.gather(bench) { scene in
                scene.write("a") { _ = try $0.append(TestBatch(["a"])) }
                scene.write("b") { try $0.run("INSERT INTO no_such_table VALUES (1)", []) }
            }
            #expect(commits == 2 && answers == ["first", "a", "b failed"])
            let (_, later) = try await Self.gather(bench) { scene in
                scene.write("c") { _ = try $0.append(TestBatch(["c"])) }
            }
            #expect(later == ["first", "c"])
            #expect(try await bench.log().end == 2)
        }
    }

    /// What `/health/ready` tells: on a full disk small writes go through between large ones, and that mends nothing.
    @Test func theQueueSaysWhyUntilNoWriteWasRefusedForAWhile() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let store = bench.store
            let clock = Mutex(NIODeadline.now())
            let failures = try await loop.flatSubmit {
                let queue = WriteQueue(store: store, loop: loop, logger: LogLines().logger) { clock.withLock { $0 } }
                let failures = loop.makePromise(of: [String?].self)
                var seen: [String?] = []
                func next(_ steps: ArraySlice<(isRefused: Bool, pass: TimeAmount)>) {
                    guard let step = steps.first else {
                        // Nobody has to write for it to be over.
                        clock.withLock { $0 = $0 + .nanoseconds(1) }
                        return failures.succeed(seen + [queue.failure])
                    }
                    clock.withLock { $0 = $0 + step.pass }
                    let isRefused = step.isRefused
                    queue.write { transaction in
                        if isRefused { throw Unexpected("the disk is on fire") }
                        _ = try transaction.append(TestBatch(["a"]))
                    } then: { _ in
                        seen.append(queue.failure)
                        next(steps.dropFirst())
                    }
                }
                next([
                    (false, .zero), (true, .zero), (false, .zero), (false, .seconds(9)), (true, .zero),
                    (true, .seconds(20)), (false, .seconds(10)),
                ])
                return failures.futureResult
            }.get()
            let fire = "the disk is on fire"
            #expect(failures == [nil, fire, fire, fire, fire, fire, fire, nil])
        }
    }
}
