import NIOCore

/// Reads the fields of one request in the order of the protocol.
///
/// A flexible version (KIP-482) has compact lengths and a tagged section behind every struct; all others have fixed
/// lengths and none. The message types name their fields once, and the reader knows which form they have. Total: any
/// bytes give values or a `WireError`, and memory grows with the bytes sent, not with the lengths they claim.
struct WireReader {
    /// So that a few bytes per element cannot grow into gigabytes of structs.
    static let maximumElements = 100_000

    private var buffer: ByteBuffer
    private var elements = 0
    let isFlexible: Bool

    init(_ buffer: ByteBuffer, flexible: Bool) {
        self.buffer = buffer
        self.isFlexible = flexible
    }

    var remainingBytes: Int { buffer.readableBytes }

    /// The rest as it stands, for the part of a request that is read in another form.
    var rest: ByteBuffer { buffer }

    private mutating func integer<T: FixedWidthInteger>() throws(WireError) -> T {
        guard let value = buffer.readInteger(as: T.self) else { throw .truncated }
        return value
    }

    mutating func int8() throws(WireError) -> Int8 { try integer() }
    mutating func int16() throws(WireError) -> Int16 { try integer() }
    mutating func int32() throws(WireError) -> Int32 { try integer() }
    mutating func int64() throws(WireError) -> Int64 { try integer() }
    mutating func bool() throws(WireError) -> Bool { try int8() != 0 }

    /// - Source: the protocol's UNSIGNED_VARINT, 7 bits a byte, the lowest first; at most 5 bytes.
    mutating func unsignedVarint() throws(WireError) -> UInt32 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 28, by: 7) {
            let byte: UInt8 = try integer()
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 {
                guard let narrow = UInt32(exactly: value) else { throw .badLength }
                return narrow
            }
        }
        throw .badLength
    }

    /// A compact length, which is stored plus one; −1 stands for null.
    private mutating func compactLength() throws(WireError) -> Int { Int(try unsignedVarint()) - 1 }

    mutating func nullableString() throws(WireError) -> String? {
        let length = isFlexible ? try compactLength() : Int(try int16())
        return try text(length)
    }

    /// The client id of a request header keeps its fixed length even in a flexible version.
    mutating func fixedNullableString() throws(WireError) -> String? { try text(Int(try int16())) }

    private mutating func text(_ length: Int) throws(WireError) -> String? {
        if length == -1 { return nil }
        // The fixed form's limit holds for the compact one, too.
        guard (0...Int(Int16.max)).contains(length) else { throw .badLength }
        guard let bytes = buffer.readSlice(length: length) else { throw .truncated }
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else { throw .badText }
        return text
    }

    mutating func string() throws(WireError) -> String {
        guard let text = try nullableString() else { throw .unexpectedNull }
        return text
    }

    /// The bytes share the request's storage: keep them only as long as it may live.
    mutating func nullableBytes() throws(WireError) -> ByteBuffer? {
        let length = isFlexible ? try compactLength() : Int(try int32())
        if length == -1 { return nil }
        guard length >= 0 else { throw .badLength }
        guard let bytes = buffer.readSlice(length: length) else { throw .truncated }
        return bytes
    }

    mutating func bytes() throws(WireError) -> ByteBuffer {
        guard let bytes = try nullableBytes() else { throw .unexpectedNull }
        return bytes
    }

    mutating func nullableArray<Element>(
        _ element: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element]? {
        let count = isFlexible ? try compactLength() : Int(try int32())
        if count == -1 { return nil }
        guard count >= 0 else { throw .badLength }
        elements += count
        guard elements <= Self.maximumElements else { throw .tooManyElements }
        var array: [Element] = []
        array.reserveCapacity(min(count, buffer.readableBytes))
        for _ in 0..<count { array.append(try element(&self)) }
        return array
    }

    mutating func array<Element>(
        _ element: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        guard let array = try nullableArray(element) else { throw .unexpectedNull }
        return array
    }

    /// An array of structs of the request's own version.
    mutating func nullableArray<Element: RequestBody>(version: Int16) throws(WireError) -> [Element]? {
        try nullableArray { (reader) throws(WireError) in try Element(from: &reader, version: version) }
    }

    mutating func array<Element: RequestBody>(version: Int16) throws(WireError) -> [Element] {
        guard let array: [Element] = try nullableArray(version: version) else { throw .unexpectedNull }
        return array
    }

    mutating func strings() throws(WireError) -> [String] {
        try array { (reader) throws(WireError) in try reader.string() }
    }

    mutating func int32s() throws(WireError) -> [Int32] {
        try array { (reader) throws(WireError) in try reader.int32() }
    }

    /// The tagged section at the end of a struct of a flexible version: none is known here, all are skipped.
    mutating func tags() throws(WireError) {
        guard isFlexible else { return }
        for _ in 0..<(try unsignedVarint()) {
            _ = try unsignedVarint()
            let length = Int(try unsignedVarint())
            guard buffer.readSlice(length: length) != nil else { throw .truncated }
        }
    }
}
