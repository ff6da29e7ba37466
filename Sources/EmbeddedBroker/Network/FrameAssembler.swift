import NIOCore

/// Puts the bytes of a connection together to requests: four bytes of length, then that many.
///
/// Pure. A length that no request may have is found before its first byte.
struct FrameAssembler {
    enum Failure: Error, Equatable, CustomStringConvertible {
        case length(Int32, maximum: Int)

        var description: String {
            switch self {
            case .length(let length, let maximum): "a request of \(length) bytes; at most \(maximum) are taken"
            }
        }
    }

    /// The largest produce request; the others may have a quarter of it.
    let maximumBytes: Int
    private var buffer = ByteBuffer()

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Whether a request has begun to arrive and is not there yet.
    var isWithinFrame: Bool { buffer.readableBytes > 0 }

    mutating func append(_ bytes: inout ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            if buffer.readerIndex > 0 { moveRest(capacity: buffer.readableBytes + bytes.readableBytes) }
            buffer.writeBuffer(&bytes)
        }
    }

    /// Moves what is left to a buffer of its own. The requests before it share the old one, which would grow for ever and
    /// be copied whole at each write.
    private mutating func moveRest(capacity: Int) {
        var rest = ByteBufferAllocator().buffer(capacity: capacity)
        rest.writeBuffer(&buffer)
        buffer = rest
    }

    /// The length of the request that is arriving, as soon as it is known.
    ///
    /// - Throws: `Failure` for a length that is refused; the connection cannot go on.
    func expectedBytes() throws(Failure) -> Int? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: Int32.self) else { return nil }
        // Until the kind of request is known, what all of them may have.
        let key = buffer.getInteger(at: buffer.readerIndex + 4, as: Int16.self)
        let maximum = key ?? 0 == APIKey.produce.rawValue ? maximumBytes : maximumBytes / 4
        guard length >= 0, Int(length) <= maximum else { throw .length(length, maximum: maximum) }
        return Int(length)
    }

    /// Makes room for the whole request that is arriving.
    mutating func reserve(_ bytes: Int) {
        moveRest(capacity: max(4 + bytes, buffer.readableBytes))
    }

    /// What the next request asks for, when all of it has arrived.
    func nextKey() throws(Failure) -> Int16? {
        guard let length = try expectedBytes(), buffer.readableBytes >= 4 + length else { return nil }
        // A request too short for a key is for the reader to refuse.
        return buffer.getInteger(at: buffer.readerIndex + 4, as: Int16.self) ?? -1
    }

    /// The next whole request, without its length.
    ///
    /// - Returns: nil until all of it has arrived.
    mutating func next() throws(Failure) -> ByteBuffer? {
        guard let length = try expectedBytes(), buffer.readableBytes >= 4 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        let frame = buffer.readSlice(length: length)
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return frame
    }
}
