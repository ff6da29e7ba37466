import NIOCore
import Synchronization

@testable import EmbeddedBroker

/// The side of a broker that authenticates a connection: answers ApiVersions, SaslHandshake and SaslAuthenticate, and
/// lets everything through once the client has proved who it is.
///
/// - Source: Kafka's protocol guide, "SASL Authentication Sequence"; KIP-152.
final class SASLGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What clients asked for and how it went, over all connections.
    final class Journal: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        func note(_ line: String) { kept.withLock { $0.append(line) } }
    }

    private static let handshake: Int16 = 17
    private static let authenticate: Int16 = 36
    private static let wrongMechanism: Int16 = 33
    private static let refused: Int16 = 58

    private var mechanism: any SASLMechanism
    private let journal: Journal
    private var received = ByteBuffer()
    private var isOpen = false

    init(_ mechanism: any SASLMechanism, journal: Journal) {
        self.mechanism = mechanism
        self.journal = journal
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        while !isOpen, let length = received.getInteger(at: received.readerIndex, as: Int32.self),
            received.readableBytes >= 4 + Int(length)
        {
            received.moveReaderIndex(forwardBy: 4)
            guard var request = received.readSlice(length: Int(length)) else { return }
            answer(&request, context)
        }
        guard isOpen, received.readableBytes > 0 else { return }
        context.fireChannelRead(wrapInboundOut(received))
        received = ByteBuffer()
    }

    private func answer(_ request: inout ByteBuffer, _ context: ChannelHandlerContext) {
        guard let key = request.readInteger(as: Int16.self), let version = request.readInteger(as: Int16.self),
            let correlation = request.readInteger(as: Int32.self), let client = request.readInteger(as: Int16.self)
        else { return context.close(promise: nil) }
        request.moveReaderIndex(forwardBy: max(0, Int(client)))
        var reply = WireWriter(flexible: key == APIKey.apiVersions.rawValue && version >= 3)
        reply.int32(correlation)
        switch key {
        case APIKey.apiVersions.rawValue: writeVersions(to: &reply, version: version)
        case Self.handshake: greet(&request, &reply)
        case Self.authenticate: judge(&request, &reply)
        default:
            journal.note("request \(key) before authentication")
            return context.close(promise: nil)
        }
        var frame = ByteBuffer(integer: Int32(reply.buffer.readableBytes))
        frame.writeImmutableBuffer(reply.buffer)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    private func writeVersions(to reply: inout WireWriter, version: Int16) {
        let own = APIKey.allCases.map { ($0.rawValue, $0.versions.lowerBound, $0.versions.upperBound) }
        reply.int16(0)
        reply.array(own + [(Self.handshake, 0, 1), (Self.authenticate, 0, 0)]) { reply, entry in
            reply.int16(entry.0)
            reply.int16(entry.1)
            reply.int16(entry.2)
            reply.tags()
        }
        if version >= 1 { reply.int32(0) }
        reply.tags()
    }

    private func greet(_ request: inout ByteBuffer, _ reply: inout WireWriter) {
        let asked = request.readLengthPrefixedString(as: Int16.self) ?? ""
        journal.note("asks for \(asked)")
        reply.int16(asked == mechanism.name ? 0 : Self.wrongMechanism)
        reply.array([mechanism.name]) { $0.string($1) }
    }

    private func judge(_ request: inout ByteBuffer, _ reply: inout WireWriter) {
        let message = request.readLengthPrefixedString(as: Int32.self) ?? ""
        switch mechanism.receive(message) {
        case .goOn(let answer):
            reply.int16(0)
            reply.nullableString(nil)
            reply.bytes(ByteBuffer(string: answer))
        case .accept(let user, let answer):
            isOpen = true
            journal.note("\(user) is in")
            reply.int16(0)
            reply.nullableString(nil)
            reply.bytes(ByteBuffer(string: answer))
        case .refuse(let reason):
            journal.note("refused: \(reason)")
            reply.int16(Self.refused)
            // Brokers tell nobody why.
            reply.nullableString("Authentication failed: invalid credentials")
            reply.bytes(ByteBuffer())
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func readLengthPrefixedString<Length: FixedWidthInteger>(as length: Length.Type) -> String? {
        guard let count = readInteger(as: Length.self), count >= 0 else { return nil }
        return readString(length: Int(count))
    }
}
