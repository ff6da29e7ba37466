import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Every request and reply in every version, against the bytes of kafka-python and aiokafka.
@Suite struct ProtocolFixtureTests {
    @Test(arguments: try ProtocolFixture.all(.request, .requestOfNulls))
    func readsARequestAsItWasMeant(_ fixture: ProtocolFixture) throws {
        let expected =
            fixture.kind == .request
            ? expectedRequest(fixture.key, fixture.version) : expectedRequestOfNulls(fixture.key, fixture.version)
        let (header, request) = try Request.read(ByteBuffer(bytes: fixture.bytes))
        #expect(header == fixture.header)
        #expect(request == expected)
    }

    @Test(arguments: try ProtocolFixture.all(.reply, .replyOfErrors))
    func writesAReplyAsOthersDo(_ fixture: ProtocolFixture) throws {
        let body = try #require(
            fixture.kind == .reply ? expectedReply(fixture.key) : expectedReplyOfErrors(fixture.key))
        #expect(fixture.header.reply(body).flatMap { Array($0.readableBytesView) } == fixture.bytes)
    }

    @Test func hasAFixtureForEveryVersionBothWays() throws {
        let all = APIKey.allCases.flatMap { key in key.versions.map { "\(key) \($0)" } }
        for kind in [ProtocolFixture.Kind.request, .reply] {
            #expect(try ProtocolFixture.all(kind).map { "\($0.key) \($0.version)" }.sorted() == all.sorted())
        }
        // So that a kind that was left out is seen: each has its expectations, and only those.
        for key in APIKey.allCases {
            let kinds = Set(
                try ProtocolFixture.all(.requestOfNulls, .replyOfErrors).filter { $0.key == key }.map(\.kind))
            #expect(kinds.contains(.requestOfNulls) == (expectedRequestOfNulls(key, 2) != nil))
            #expect(kinds.contains(.replyOfErrors) == (expectedReplyOfErrors(key) != nil))
        }
    }

    @Test func aTruncatedRequestIsAnError() throws {
        for fixture in try ProtocolFixture.all(.request, .requestOfNulls) {
            for length in 0..<fixture.bytes.count {
                #expect(throws: WireError.truncated, "\(fixture) \(length)") {
                    try Request.read(ByteBuffer(bytes: fixture.bytes.prefix(length)))
                }
            }
        }
    }

    /// Any bytes give a request or a `WireError`: that nothing traps is what this tests. Lengths are struck most often, as
    /// they are most of a request.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func brokenBytesAreReadOrRefused(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var refused = 0
        var read = 0
        for fixture in try ProtocolFixture.all(.request, .requestOfNulls) {
            for _ in 0..<20 {
                var bytes = fixture.bytes
                // Behind key and version, most of the time: those are soon refused.
                let first = Int.random(in: 0..<10, using: &random) == 0 ? 0 : 4
                for _ in 0...Int.random(in: 0..<3, using: &random) {
                    let value = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    bytes[Int.random(in: first..<bytes.count, using: &random)] =
                        value.randomElement(using: &random) ?? 0
                }
                do {
                    _ = try Request.read(ByteBuffer(bytes: bytes))
                    read += 1
                } catch {
                    refused += 1
                }
            }
        }
        #expect(read > 0 && refused > 0)
    }
}
