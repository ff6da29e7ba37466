import NIOCore
import NIOPosix

/// A plain TCP connection: sends bytes and reads what comes, so that streams can be watched as they grow.
enum RawClient {
    /// Everything the server says until it closes.
    static func answer(port: Int, _ request: String) async throws -> String {
        var text = ""
        try await withConnection(port: port, request) { parts in
            while let part = try await parts.next() { text += String(buffer: part) }
        }
        return text
    }

    static func withConnection(
        port: Int, _ request: String,
        _ body: (inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) async throws -> Void
    ) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var parts = inbound.makeAsyncIterator()
            try await body(&parts)
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
}

struct Closed: Error {
    let seen: String
}
