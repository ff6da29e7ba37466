import NIOCore
import NIOPosix
import NIOSSL

/// A plain TCP connection, or TLS over it: sends bytes and reads what comes, so that streams can be watched as they grow.
enum RawClient {
    typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Everything the server says until it closes.
    static func answer(port: Int, _ request: String, tls: NIOSSLContext? = nil) async throws -> String {
        var text = ""
        try await withConnection(port: port, request, tls: tls) { parts in
            while let part = try await parts.next() { text += String(buffer: part) }
        }
        return text
    }

    /// The same for a request that is no text.
    static func answer(port: Int, _ request: [UInt8]) async throws -> String {
        var text = ""
        try await withChannel(port: port) { parts, outbound in
            try await outbound.write(ByteBuffer(bytes: request))
            text = await parts.readToTheEnd()
        }
        return text
    }

    static func withConnection(
        port: Int, _ request: String, tls: NIOSSLContext? = nil, _ body: (inout Inbound) async throws -> Void
    ) async throws {
        try await withChannel(port: port, tls: tls) { parts, outbound in
            try await outbound.write(ByteBuffer(string: request))
            try await body(&parts)
        }
    }

    /// - Parameter receiveBuffer: bytes that the system takes in while nobody reads; nil: as many as it likes.
    static func withChannel(
        port: Int, tls: NIOSSLContext? = nil, receiveBuffer: Int? = nil,
        _ body: (inout Inbound, Outbound) async throws -> Void
    ) async throws {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls {
                    let handler = try NIOSSLClientHandler(context: tls, serverHostname: "localhost")
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        try await channel.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            try await body(&parts, outbound)
        }
    }
}

extension NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator {
    /// Reads on until `text` was seen after everything read before; returns what was read.
    mutating func read(until text: String) async throws -> String {
        var seen = ""
        while !seen.contains(text) {
            guard let part = try await next() else { throw Closed(seen: seen) }
            seen += String(buffer: part)
        }
        return seen
    }

    /// Reads on until the server closes, or cuts the connection off.
    mutating func readToTheEnd() async -> String {
        var seen = ""
        while let part = try? await next() { seen += String(buffer: part) }
        return seen
    }
}

struct Closed: Error {
    let seen: String
}
