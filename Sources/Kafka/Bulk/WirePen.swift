/// Writes numbers and texts of the protocol into memory that is known to be large enough.
///
/// - Source: https://kafka.apache.org/protocol, "Protocol Primitive Types".
struct WirePen {
    private(set) var position: UnsafeMutableRawPointer

    /// - Precondition: there is room for all that will be written.
    init(at start: UnsafeMutableRawPointer) {
        position = start
    }

    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes($0) }
    }

    mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
        if let start = bytes.baseAddress { position.copyMemory(from: start, byteCount: bytes.count) }
        position += bytes.count
    }

    /// A text behind its length in 16 bits.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            integer(Int16(clamping: utf8.count))
            bytes(UnsafeRawBufferPointer(utf8))
        }
    }

    /// A number in zigzag and 7 bits a byte, the lowest first.
    mutating func varint(_ value: Int) {
        var rest = UInt64(bitPattern: Int64(value) << 1 ^ Int64(value) >> 63)
        while rest >= 0x80 {
            position.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
            position += 1
            rest >>= 7
        }
        position.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
        position += 1
    }

    /// The bytes that `varint` writes.
    static func varintLength(_ value: Int) -> Int {
        let bits = UInt64(bitPattern: Int64(value) << 1 ^ Int64(value) >> 63)
        return max(1, (64 - bits.leadingZeroBitCount + 6) / 7)
    }
}

/// Reads the numbers of an answer; nothing behind its end.
struct WireView {
    private var rest: Slice<UnsafeRawBufferPointer>

    init(_ bytes: UnsafeRawBufferPointer) {
        rest = bytes[...]
    }

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(MalformedAnswer) -> T {
        let size = MemoryLayout<T>.size
        guard rest.count >= size else { throw MalformedAnswer() }
        defer { rest = rest.dropFirst(size) }
        return T(bigEndian: UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: T.self))
    }

    mutating func skip(_ count: Int) throws(MalformedAnswer) {
        guard count >= 0, rest.count >= count else { throw MalformedAnswer() }
        rest = rest.dropFirst(count)
    }
}

/// An answer that is not what was asked for: the connection cannot go on.
struct MalformedAnswer: Error {}
