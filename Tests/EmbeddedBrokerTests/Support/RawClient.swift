import Foundation
import NIOCore
import TestSupport

@testable import EmbeddedBroker

/// A blocking connection that sends what it is told, right or wrong. For one thread.
final class RawClient {
    private var descriptor: Int32
    private let patience: Duration
    private var lastCorrelation: Int32 = 0

    /// - Parameters:
    ///   - receiveBuffer: bytes that the kernel takes for a client that does not read.
    ///   - patience: how long to wait for bytes before that is an error.
    init(port: Int, receiveBuffer: Int32? = nil, patience: Duration = .seconds(60)) throws {
        self.patience = patience
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Unexpected("no socket") }
        let (seconds, rest) = patience.components
        var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(rest / 1_000_000_000_000))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close()
            throw Unexpected("cannot connect: \(reason)")
        }
    }

    deinit { close() }

    func close() {
        guard descriptor >= 0 else { return }
        Foundation.close(descriptor)
        descriptor = -1
    }

    // MARK: Bytes

    /// - Returns: false when the broker has closed the connection.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// - Returns: nil when the connection ends first.
    func receive(_ count: Int) throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes[filled...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if got < 0, errno == EAGAIN { throw Unexpected("waited \(patience) for \(count - filled) bytes") }
            if got <= 0 { return nil }
            filled += got
        }
        return bytes
    }

    /// Waits for the broker to end the connection, whatever it sends before.
    func waitForEnd() throws {
        while try receive(1) != nil {}
    }

    // MARK: Requests

    /// - Returns: the number that its reply will carry.
    @discardableResult
    func send(_ request: RawRequest) throws -> Int32 {
        lastCorrelation += 1
        guard send(request.frame(correlationID: lastCorrelation)) else { throw Unexpected("the connection is closed") }
        return lastCorrelation
    }

    /// - Returns: the number and body of the next reply; nil when the connection ends.
    func nextReply() throws -> (correlationID: Int32, body: ByteBuffer)? {
        guard let length = try receive(4) else { return nil }
        let count = length.reduce(0) { $0 << 8 | Int($1) }
        guard let frame = try receive(count) else { throw Unexpected("half a reply") }
        var buffer = ByteBuffer(bytes: frame)
        guard let number = buffer.readInteger(as: Int32.self) else { throw Unexpected("a reply of \(count) bytes") }
        return (number, buffer)
    }

    /// Sends a request and waits for its reply.
    func ask(_ request: RawRequest) throws -> WireReader {
        let number = try send(request)
        guard let reply = try nextReply() else { throw Unexpected("closed instead of a reply to \(request.key)") }
        guard reply.correlationID == number else { throw Unexpected("reply \(reply.correlationID), not \(number)") }
        return request.reader(of: reply.body)
    }
}
