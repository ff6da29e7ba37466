/// A view to JSON, straight into bytes.
///
/// Foundation's encoder builds a tree of boxes first, which takes three times as long, and a page gets many snapshots a
/// second. What views are made of is all it knows: objects, arrays, text, `Int64`, `Double`,
/// `ExactDecimal` and `Bool`.
final class ViewEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    fileprivate var json: [UInt8] = []
    /// Ends the object or array that the innermost value has begun.
    private var closer: UInt8?
    private var isFirst = true

    private init() {}

    static func json(_ view: some Encodable) throws -> [UInt8] {
        let encoder = ViewEncoder()
        encoder.json.reserveCapacity(64 << 10)
        try encoder.append(view)
        return encoder.json
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        begin("{", closer: "}")
        return KeyedEncodingContainer(Members<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        begin("[", closer: "]")
        return Elements(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        preconditionFailure("a view's values are text, Int64, Double, ExactDecimal, Bool, arrays and views")
    }

    private func begin(_ opener: Unicode.Scalar, closer: Unicode.Scalar) {
        json.append(UInt8(ascii: opener))
        self.closer = UInt8(ascii: closer)
    }

    fileprivate func separate() {
        if !isFirst { json.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    fileprivate func append<Value: Encodable>(_ value: Value) throws {
        // Compared by type, since a cast costs more than the text it is for.
        if Value.self == String.self {
            append(text: unsafeBitCast(value, to: String.self))
        } else if Value.self == Int64.self {
            json.append(contentsOf: String(unsafeBitCast(value, to: Int64.self)).utf8)
        } else if Value.self == Double.self {
            json.append(contentsOf: String(unsafeBitCast(value, to: Double.self)).utf8)
        } else if Value.self == Bool.self {
            json.append(contentsOf: (unsafeBitCast(value, to: Bool.self) ? "true" : "false").utf8)
        } else if Value.self == ExactDecimal.self {
            json.append(contentsOf: unsafeBitCast(value, to: ExactDecimal.self).text.utf8)
        } else {
            try appendContainer(value)
        }
    }

    private func appendContainer(_ value: some Encodable) throws {
        let outer = (closer, isFirst)
        (closer, isFirst) = (nil, true)
        try value.encode(to: self)
        if let closer { json.append(closer) }
        (closer, isFirst) = outer
    }

    fileprivate func append(text: String) {
        json.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: Self.mustBeEscaped) {
            appendEscaped(text)
        } else {
            json.append(contentsOf: text.utf8)
        }
        json.append(UInt8(ascii: "\""))
    }

    /// What JSON requires; a line break is among it, so it never ends a line of the stream.
    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            if byte < 0x20 {
                json.append(contentsOf: "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8)
            } else {
                if Self.mustBeEscaped(byte) { json.append(UInt8(ascii: "\\")) }
                json.append(byte)
            }
        }
    }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ViewEncoder
    let codingPath: [any CodingKey] = []

    func encodeNil(forKey key: Key) {
        begin(key)
        encoder.json.append(contentsOf: "null".utf8)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        begin(key)
        try encoder.append(value)
    }

    private func begin(_ key: Key) {
        encoder.separate()
        encoder.append(text: key.stringValue)
        encoder.json.append(UInt8(ascii: ":"))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { notUsed() }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { notUsed() }
    func superEncoder() -> any Encoder { notUsed() }
    func superEncoder(forKey key: Key) -> any Encoder { notUsed() }
}

private struct Elements: UnkeyedEncodingContainer {
    let encoder: ViewEncoder
    let codingPath: [any CodingKey] = []
    private(set) var count = 0

    init(encoder: ViewEncoder) { self.encoder = encoder }

    mutating func encodeNil() {
        begin()
        encoder.json.append(contentsOf: "null".utf8)
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        begin()
        try encoder.append(value)
    }

    private mutating func begin() {
        count += 1
        encoder.separate()
    }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        notUsed()
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { notUsed() }
    func superEncoder() -> any Encoder { notUsed() }
}

private func notUsed() -> Never { preconditionFailure("views encode their members one by one") }
