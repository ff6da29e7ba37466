import Foundation
import Kafka
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Whatever bytes come in, the broker goes on, and a client that behaves does not notice.
@Suite(.serialized) struct FuzzTests {
    private static let requests = 12_000
    private static let threads = 3

    @Test func mutatedRequestsHarmNobody() async throws {
        try await TestBroker.run {
            $0.limits.partitions = 300
            $0.limits.stallTime = .milliseconds(500)
        } _: { broker in
            try await broker.raw { try $0.createTopic("steady") }
            let port = broker.broker.port
            let isOver = Atomic(false)
            let acknowledged = Kept<Int>()
            let steady = ServiceThread(name: "steady") {
                let client = try RawClient(port: port)
                var next: Int32 = 0
                while !isOver.load(ordering: .relaxed) || next < 50 {
                    let batch = TestBatch(["\(next)"], producer: 1 << 40, sequence: next)
                    guard try client.append(batch, to: "steady") == Int64(next) else { throw Unexpected("at \(next)") }
                    next += 1
                }
                acknowledged.put(Int(next))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for thread in 0..<Self.threads {
                    group.addTask {
                        try await ServiceThread.run(name: "fuzz") {
                            var fuzzer = try Fuzzer(port: port, seed: UInt64(thread))
                            try fuzzer.run(requests: Self.requests / Self.threads)
                        }
                    }
                }
                try await group.waitForAll()
            }
            isOver.store(true, ordering: .relaxed)
            try await steady.join()
            try await broker.becomesIdle()
            try await Self.check(broker, try acknowledged.get())
            // What they left on the disk does not keep the broker from coming back.
            try await broker.restart()
            try await Self.check(broker, try acknowledged.get())
            print("\(try acknowledged.get()) records acknowledged beside \(Self.requests) mutated requests")
        }
    }

    private static func check(_ broker: TestBroker, _ count: Int) async throws {
        let values = try await broker.raw { client throws in
            var values: [String] = []
            while values.count < count {
                let fetched = try client.fetch(.fetch("steady", [.init(offset: Int64(values.count))]))
                guard let more = fetched.first?.values, !more.isEmpty else { break }
                values += more
            }
            return values
        }
        #expect(values.count == count)
        #expect(values == values.indices.map { "\($0)" })
    }
}

/// Sends requests of every kind, changed at random.
private struct Fuzzer {
    private let port: Int
    private var random: SeededGenerator
    private var client: RawClient
    private let models: [[UInt8]]

    init(port: Int, seed: UInt64) throws {
        self.port = port
        random = SeededGenerator(seed: seed)
        client = try RawClient(port: port, patience: .milliseconds(50))
        let batch = TestBatch(["a", "b"], producer: 7, sequence: 0)
        models =
            try ProtocolFixture.all(.request, .requestOfNulls).map(\.bytes)
            + (0..<20).map { _ in RawRequest.produce("fuzz", 0, batch).content() }
            + (0..<10).map { RawRequest.fetch("fuzz", [.init(offset: Int64($0))], maxWait: 20).content() }
            + (0..<5).map { RawRequest.listOffsets("fuzz", timestamp: Int64($0 - 3) * 1_000).content() }
    }

    mutating func run(requests: Int) throws {
        for number in 1...requests {
            let isSent = client.send(Int.random(in: 0..<4, using: &random) == 0 ? hostileBatch() : mutated())
            // Now and then it asks whether the broker is there, and whoever is sent away comes back.
            if !isSent || number % 8 == 0, !isAnswered() {
                client.close()
                client = try RawClient(port: port, patience: .milliseconds(50))
            }
        }
        client.close()
    }

    /// False, too, when an answer before this one is still waited for.
    private func isAnswered() -> Bool {
        guard client.send(RawRequest(.apiVersions, 0).frame(correlationID: 0x5EED)) else { return false }
        while let reply = try? client.nextReply() {
            if reply.correlationID == 0x5EED { return true }
        }
        return false
    }

    private mutating func mutated() -> [UInt8] {
        var bytes = models.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...3, using: &random) { mutate(&bytes) }
        var frame = RawRequest.framed(bytes)
        if Int.random(in: 0..<40, using: &random) == 0 { mutate(&frame) }
        return frame
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        case 2: bytes.removeSubrange(place...)
        case 3:
            bytes.insert(
                contentsOf: (0..<Int.random(in: 1...9, using: &random)).map { _ in .random(in: 0...255) }, at: place)
        case 4:  // a number that is as large or as small as can be
            let number: [UInt8] =
                [[0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]].randomElement(using: &random)
                ?? []
            bytes.replaceSubrange(place..<min(bytes.count, place + 4), with: number)
        case 5:  // another version
            if bytes.count > 3 { bytes[3] = .random(in: 0...13, using: &random) }
        default:  // a piece once more
            let end = Int.random(in: place..<bytes.count, using: &random)
            bytes.insert(contentsOf: bytes[place...end], at: place)
        }
    }

    /// A produce request whose batch has a right checksum and whatever else.
    private mutating func hostileBatch() -> [UInt8] {
        let count = Int.random(in: 1...3, using: &random)
        var batch = TestBatch((0..<count).map { "\($0)" }, timestamp: .random(in: 0..<10_000, using: &random))
        if Bool.random(using: &random) {
            batch.producerID = .random(in: 0..<5, using: &random)
            batch.producerEpoch = .random(in: 0..<3, using: &random)
            batch.baseSequence = .random(in: 0..<10, using: &random)
        }
        var bytes = Array(batch.bytes.readableBytesView)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let place = Int.random(in: BatchHeader.checkedPosition..<bytes.count, using: &random)
            bytes[place] =
                [0, 1, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
        }
        let sum = bytes[BatchHeader.checkedPosition...].withUnsafeBytes { CRC32C.checksum(of: $0) }
        withUnsafeBytes(of: sum.bigEndian) { bytes.replaceSubrange(17..<21, with: $0) }
        return RawRequest.produce("fuzz", [(0, ByteBuffer(bytes: bytes))]).frame()
    }
}
