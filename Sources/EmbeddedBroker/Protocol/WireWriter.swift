import NIOCore

/// Writes the fields of one reply in the order of the protocol, in the form of its version (see `WireReader`).
struct WireWriter {
    /// From this size on bytes are passed on as they are.
    private static let large = 16 << 10

    /// What stands before `buffer`, where bytes were passed on without being copied.
    private var parts: [ByteBuffer] = []
    private(set) var buffer: ByteBuffer
    let isFlexible: Bool

    init(_ buffer: ByteBuffer = ByteBuffer(), flexible: Bool) {
        self.buffer = buffer
        self.isFlexible = flexible
    }

    /// All that was written.
    var written: [ByteBuffer] { buffer.readableBytes == 0 ? parts : parts + [buffer] }

    mutating func int8(_ value: Int8) { buffer.writeInteger(value) }
    mutating func int16(_ value: Int16) { buffer.writeInteger(value) }
    mutating func int32(_ value: Int32) { buffer.writeInteger(value) }
    mutating func int64(_ value: Int64) { buffer.writeInteger(value) }
    mutating func bool(_ value: Bool) { buffer.writeInteger(value ? 1 : 0 as Int8) }
    mutating func error(_ code: ErrorCode) { int16(code.rawValue) }

    mutating func unsignedVarint(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }

    /// - Parameter text: at most 32,767 UTF-8 bytes, as everything is that came in as a string; longer is cut.
    mutating func nullableString(_ text: String?) {
        guard let text else {
            if isFlexible { unsignedVarint(0) } else { int16(-1) }
            return
        }
        let bytes = text.utf8.prefix(Int(Int16.max))
        if isFlexible { unsignedVarint(UInt32(bytes.count) + 1) } else { int16(Int16(bytes.count)) }
        buffer.writeBytes(bytes)
    }

    mutating func string(_ text: String) { nullableString(text) }

    mutating func nullableBytes(_ bytes: ByteBuffer?) {
        guard let bytes else {
            if isFlexible { unsignedVarint(0) } else { int32(-1) }
            return
        }
        let length = bytes.readableBytes
        if isFlexible { unsignedVarint(UInt32(length) + 1) } else { int32(Int32(length)) }
        guard length >= Self.large else {
            buffer.writeImmutableBuffer(bytes)
            return
        }
        parts += [buffer, bytes]
        buffer = ByteBufferAllocator().buffer(capacity: 256)
    }

    mutating func bytes(_ bytes: ByteBuffer) { nullableBytes(bytes) }

    mutating func nullableArray<Element>(_ array: [Element]?, _ write: (inout WireWriter, Element) -> Void) {
        guard let array else {
            if isFlexible { unsignedVarint(0) } else { int32(-1) }
            return
        }
        if isFlexible { unsignedVarint(UInt32(array.count) + 1) } else { int32(Int32(array.count)) }
        for element in array { write(&self, element) }
    }

    mutating func array<Element>(_ array: [Element], _ write: (inout WireWriter, Element) -> Void) {
        nullableArray(array, write)
    }

    /// An array of structs of the reply's own version.
    mutating func array(_ array: [some ResponseBody], version: Int16) {
        nullableArray(array) { $1.write(to: &$0, version: version) }
    }

    /// The tagged section at the end of a struct of a flexible version. Always empty: librdkafka before 2.2 misreads
    /// tagged fields, and every one of them is optional.
    mutating func tags() {
        if isFlexible { unsignedVarint(0) }
    }
}
