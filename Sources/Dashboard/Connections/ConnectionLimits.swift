/// What one client may cost.
public struct ConnectionLimits: Sendable {
    /// From the opening of a connection (the TLS handshake included), or the end of an answer, to the last byte of the
    /// next request's head; and again from there to the last byte of its body. Whatever a client sends meanwhile gives
    /// it no more. Longer than the 10 s after which a page without scripts loads itself again.
    public var requestTime: Duration
    /// How long a part of an answer, such as a snapshot on a stream, may wait for the client to read on.
    public var writeTime: Duration
    /// Bytes that the system keeps for a client that does not read; the system doubles it for its own needs.
    public var sendBuffer: Int
    /// Bytes of a request's body; forms have a few hundred.
    public var bodyBytes: Int
    /// Connections at once; further ones wait in the system's queue.
    public var connections: Int

    public init(
        requestTime: Duration = .seconds(12), writeTime: Duration = .seconds(30), sendBuffer: Int = 128 << 10,
        bodyBytes: Int = 16 << 10, connections: Int = 320
    ) {
        self.requestTime = requestTime
        self.writeTime = writeTime
        self.sendBuffer = sendBuffer
        self.bodyBytes = bodyBytes
        self.connections = connections
    }
}
