import DashboardModel
import Hummingbird
import ServiceLifecycle

/// `/events`: the live stream of one page. Ends with the page, or with the service.
struct StreamRoute {
    let hub: SnapshotHub

    func events(_ request: Request) async throws -> Response {
        guard await !hub.isFull else {
            throw PageError(
                .serviceUnavailable, "Too many open pages",
                "Close a dashboard page elsewhere, or reload this one later.",
                headers: [.retryAfter: "10"])
        }
        let query = SnapshotQuery(request)
        let hub = self.hub
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: .init { writer in
                // Opened only now: a HEAD request drops this closure and must leave no page behind.
                guard let messages = await hub.open(query) else { return try await writer.finish(nil) }
                try await Self.send(messages, of: request, to: &writer)
            })
    }

    private static func send(
        _ messages: AsyncStream<ByteBuffer>, of request: Request, to writer: inout any ResponseBodyWriter
    ) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        // A page that has gone is noticed at once: by writing alone, a quiet stream would be held for two heartbeats.
        try await request.body.consumeWithCancellationOnInboundClose { _ in
            for await message in messages.cancelOnGracefulShutdown() { try await writer.write(message) }
        }
        try await writer.finish(nil)
    }
}
