import NIOCore
import Testing

@testable import EmbeddedBroker

/// What the fixtures leave out of `Request.read`.
@Suite struct RequestTests {
    private func frame(key: Int16, version: Int16, client: String? = "c", rest: [UInt8] = []) -> ByteBuffer {
        var writer = WireWriter(flexible: false)
        writer.int16(key)
        writer.int16(version)
        writer.int32(7)
        writer.nullableString(client)
        var buffer = writer.buffer
        buffer.writeBytes(rest)
        return buffer
    }

    @Test(arguments: [(-1, 0), (4, 0), (43, 0), (0, -1), (0, 10), (1, 3), (1, 13), (18, -1), (.max, .max)])
    func anUnknownRequestOrVersionIsRefused(key: Int16, version: Int16) {
        #expect(throws: WireError.unsupported(key: key, version: version)) {
            try Request.read(frame(key: key, version: version))
        }
    }

    /// KIP-511: the client learns from the reply, in a version that it surely knows, what to ask instead.
    @Test(arguments: [4, 5, .max]) func apiVersionsOfTheFutureIsAnsweredAsVersionZero(version: Int16) throws {
        let (header, request) = try Request.read(frame(key: 18, version: version, rest: [0, 9, 9, 9]))
        #expect(request == .unsupportedAPIVersions)
        #expect(header == RequestHeader(key: .apiVersions, version: 0, correlationID: 7, clientID: "c"))
        let reply = header.reply(ApiVersionsResponse(error: .unsupportedVersion)).flatMap {
            Array($0.readableBytesView)
        }
        #expect(reply == [0, 0, 0, 7, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 3])
    }

    @Test func aClientNeedNotHaveAName() throws {
        let (header, _) = try Request.read(frame(key: 18, version: 0, client: nil))
        #expect(header.clientID == nil)
    }

    @Test func tagsOfTheHeaderAndTheBodyAreSkipped() throws {
        // One tag, number 5, of two bytes; no groups; two tags, the second of no bytes.
        let rest: [UInt8] = [1, 5, 2, 9, 9, 1, 2, 0, 1, 9, 0x80, 1, 0]
        let (_, request) = try Request.read(frame(key: 42, version: 2, rest: rest))
        #expect(request == .deleteGroups(DeleteGroupsRequest(groupIDs: [])))
    }

    /// librdkafka 2.16 asks for all topics with three bytes too many; Kafka does not look at them either.
    @Test func bytesBehindTheEndAreIgnored() throws {
        let (_, request) = try Request.read(frame(key: 18, version: 0, rest: [0]))
        #expect(request == .apiVersions(ApiVersionsRequest(clientSoftwareName: nil, clientSoftwareVersion: nil)))
    }

    /// From version 1 on an empty array asks for no topic, such as a producer's before its first record does.
    @Test(arguments: 1...9 as ClosedRange<Int16>) func anEmptyMetadataRequestAsksForNoTopic(version: Int16) throws {
        let isFlexible = APIKey.metadata.isFlexible(version)
        let rest: [UInt8] =
            (isFlexible ? [0, 1] : [0, 0, 0, 0]) + (version >= 4 ? [1] : []) + (version >= 8 ? [0, 0] : [])
            + (isFlexible ? [0] : [])
        let (_, request) = try Request.read(frame(key: 3, version: version, rest: rest))
        #expect(request == .metadata(MetadataRequest(topicNames: [], allowsTopicCreation: true)))
    }

    @Test(arguments: [(3, 0), (9, 1)]) func aNullArrayIsRefusedWhereNoneMayBe(key: Int16, version: Int16) {
        let group: [UInt8] = key == 9 ? [0, 1, 0x67] : []
        #expect(throws: WireError.unexpectedNull) {
            try Request.read(frame(key: key, version: version, rest: group + [0xFF, 0xFF, 0xFF, 0xFF]))
        }
    }
}
