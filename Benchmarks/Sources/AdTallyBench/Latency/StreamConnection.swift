import BenchSupport
import Foundation

/// A `text/event-stream` as a browser reads it: HTTP/1.1 over TCP, the body in chunks.
struct StreamConnection: ~Copyable {
    private let socket: Int32
    /// Read, and not looked at yet.
    private var pending: [UInt8] = []
    private var isInBody = false
    /// Bytes of the body that do not make a whole event yet.
    private var body: [UInt8] = []

    private init(_ socket: Int32) {
        self.socket = socket
    }

    /// Waits for a dashboard that does not listen yet.
    static func open(port: Int, path: String) throws -> StreamConnection {
        let socket = try connection(to: port)
        let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: text/event-stream\r\n\r\n"
        guard send(socket, request, request.utf8.count, 0) == request.utf8.count else {
            close(socket)
            throw BenchError("the dashboard takes no request")
        }
        return StreamConnection(socket)
    }

    private static func connection(to port: Int) throws -> Int32 {
        let deadline = ContinuousClock.now + .seconds(10)
        while .now < deadline {
            let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            if connects(socket, to: port) {
                var patience = timeval(tv_sec: 0, tv_usec: 200_000)
                setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
                return socket
            }
            close(socket)
            usleep(50_000)
        }
        throw BenchError("cannot connect to the dashboard on port \(port)")
    }

    private static func connects(_ socket: Int32, to port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    deinit { close(socket) }

    /// The events that have come by now, after a wait of 0.2 s at most.
    ///
    /// - Throws: when the stream has ended.
    mutating func read() throws -> [[UInt8]] {
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        let count = recv(socket, &piece, piece.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        guard count > 0 else { throw BenchError("the dashboard ended its stream") }
        pending += piece[..<count]
        if !isInBody { try skipHead() }
        if isInBody { try takeChunks() }
        return takeEvents()
    }

    private mutating func skipHead() throws {
        guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let head = String(decoding: pending[..<end.lowerBound], as: UTF8.self)
        guard head.hasPrefix("HTTP/1.1 200"), head.lowercased().contains("transfer-encoding: chunked") else {
            throw BenchError("the dashboard gives no stream: \(head.prefix(100))")
        }
        pending.removeSubrange(..<end.upperBound)
        isInBody = true
    }

    /// - Source: RFC 9112, 7.1: the length in hex, a line end, so many bytes, a line end.
    private mutating func takeChunks() throws {
        while let lineEnd = pending.firstRange(of: Array("\r\n".utf8)) {
            guard let length = Int(String(decoding: pending[..<lineEnd.lowerBound], as: UTF8.self), radix: 16) else {
                throw BenchError("the dashboard's stream is not in chunks")
            }
            let end = lineEnd.upperBound + length
            guard pending.count >= end + 2 else { return }
            body += pending[lineEnd.upperBound..<end]
            pending.removeSubrange(..<(end + 2))
        }
    }

    private mutating func takeEvents() -> [[UInt8]] {
        var events: [[UInt8]] = []
        while let end = body.firstRange(of: Array("\n\n".utf8)) {
            events.append(Array(body[..<end.lowerBound]))
            body.removeSubrange(..<end.upperBound)
        }
        return events
    }
}
