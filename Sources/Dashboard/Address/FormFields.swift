import NIOCore

/// The fields of a form that a browser posts, as bytes; of a field that comes twice, the last.
///
/// - Source: `application/x-www-form-urlencoded` in the URL standard.
struct FormFields {
    private static let most = 32

    private var values: [[UInt8]: [UInt8]] = [:]

    /// - Returns: nil for what no browser sends: a broken escape, or more fields than any form here has.
    init?(_ body: ByteBuffer) {
        let pairs = body.readableBytesView.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.most else { return nil }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : []) else {
                return nil
            }
            values[name] = value
        }
    }

    /// Empty where there is no such field; bytes that are no UTF-8 become U+FFFD.
    func text(_ name: String) -> String { String(decoding: self[name], as: UTF8.self) }

    subscript(name: String) -> [UInt8] { values[Array(name.utf8)] ?? [] }

    /// - Returns: nil where a `%` is not followed by two hex digits.
    static func decoded(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
