import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// What is no request, or none that this broker has: the connection is closed, as Kafka does.
@Suite struct RefusalTests {
    /// Whether the broker closes a connection that has sent this, after an ordinary request.
    private static func closes(_ bytes: [UInt8]) async throws -> Bool {
        let closed = Kept<Bool>()
        try await TestBroker.run { broker in
            closed.put(
                try await broker.raw { client throws in
                    _ = try client.metadata(.metadata([]))
                    client.send(bytes)
                    return try client.nextReply() == nil
                })
            // The others do not notice.
            _ = try await broker.raw { try $0.metadata(.metadata(nil)).count }
            try await broker.becomesIdle()
            #expect(broker.log.warnings.count == 1)
        }
        return try closed.get()
    }

    private static func frame(_ key: Int16, _ version: Int16, _ body: [UInt8] = []) -> [UInt8] {
        var request = RawRequest(.heartbeat, 0)
        (request.key, request.version, request.body) = (key, version, ByteBuffer(bytes: body))
        return request.frame()
    }

    @Test(arguments: [-1, 4, 25, 26, 99, .max, .min] as [Int16])
    func aRequestThatTheBrokerDoesNotHaveIsRefused(key: Int16) async throws {
        #expect(try await Self.closes(Self.frame(key, 0, [0, 0, 0, 0])))
    }

    @Test(arguments: [(APIKey.produce, Int16(99)), (.fetch, 3), (.fetch, 13), (.metadata, -1), (.heartbeat, .max)])
    func aVersionThatTheBrokerDoesNotHaveIsRefused(key: APIKey, version: Int16) async throws {
        #expect(try await Self.closes(Self.frame(key.rawValue, version, [0, 0, 0, 0])))
    }

    @Test func aRequestThatEndsTooSoonIsRefused() async throws {
        let whole = RawRequest.metadata(["topic"]).content()
        for length in [0, 1, 4, 9, whole.count - 1] {
            #expect(try await Self.closes(RawRequest.framed(Array(whole.prefix(length)))))
        }
    }

    @Test(arguments: [-1, .min, .max, 16 << 20 + 1] as [Int32])
    func aLengthThatIsTooLargeIsRefusedAtOnce(length: Int32) async throws {
        #expect(try await Self.closes(withUnsafeBytes(of: length.bigEndian) { Array($0) }))
    }

    @Test func onlyAProduceRequestMayBeVeryLong() async throws {
        let length = withUnsafeBytes(of: Int32(5 << 20).bigEndian) { Array($0) }
        #expect(try await Self.closes(length + [0, 3]))
        try await TestBroker.run { broker in
            try await broker.raw { client throws in
                client.send(length + [0, 0])
                // A request like this is waited for.
                _ = try RawClient(port: broker.broker.port).metadata(.metadata(nil))
            }
            try await broker.becomesIdle()
            #expect(broker.log.warnings == [])
        }
    }

    /// How a client that is newer than the broker learns what to ask (KIP-511).
    @Test func anApiVersionsRequestOfTheFutureIsAnsweredInVersionZero() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { client throws in
                for version in [4, 5, 99] as [Int16] {
                    client.send(Self.frame(APIKey.apiVersions.rawValue, version, [1, 2, 3]))
                    guard let reply = try client.nextReply() else { throw Unexpected("closed") }
                    var reader = WireReader(reply.body, flexible: false)
                    #expect(try reader.int16() == 35)
                    let keys = try reader.array { reader throws(WireError) in
                        [try reader.int16(), try reader.int16(), try reader.int16()]
                    }
                    #expect(keys == [[18, 0, 3]])
                    #expect(reader.remainingBytes == 0)
                }
                // The connection goes on.
                var reader = try client.ask(RawRequest(.apiVersions, 0))
                #expect(try reader.int16() == 0)
                let keys = try reader.array { reader throws(WireError) in
                    (try reader.int16(), try reader.int16()...(try reader.int16()))
                }
                for (key, versions) in keys { #expect(APIKey(rawValue: key)?.versions == versions) }
                #expect(keys.count == APIKey.allCases.count)
            }
        }
    }
}
