import HTTPTypes
import Hummingbird
import NIOCore

/// Writes a stream for as long as its session lasts, and keeps the session alive: a page on a wall is in use, though
/// nobody touches it. After a logout it ends with the next message, a heartbeat later at most.
struct SessionWriter: ResponseBodyWriter {
    struct LoggedOut: Error {}

    var parent: any ResponseBodyWriter
    let token: String
    let desk: LoginDesk

    mutating func write(_ buffer: ByteBuffer) async throws {
        guard desk.useSession(token) else { throw LoggedOut() }
        try await parent.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await parent.finish(trailingHeaders)
    }
}

extension Response {
    /// A stream ends with the session; any other answer is over before that matters.
    func bound(to token: String, at desk: LoginDesk) -> Response {
        guard headers[.contentType] == "text/event-stream" else { return self }
        var bound = self
        bound.body = ResponseBody { [body] writer in
            try await body.write(SessionWriter(parent: writer, token: token, desk: desk))
        }
        return bound
    }
}
