/// What stands behind the `?` of an address, as a browser's form writes it.
///
/// Total: what cannot be decoded is left out, and of a flood only the first ``most`` are read.
struct AddressParameters {
    private static let most = 200

    private var values: [String: [String]] = [:]

    /// - Parameter query: percent-encoded, `+` for a space; nil where the address has none.
    init(_ query: String?) {
        for part in (query ?? "").utf8.split(separator: UInt8(ascii: "&")).prefix(Self.most) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(sides[0]), let value = Self.decode(sides.dropFirst().first ?? "".utf8[...])
            else { continue }
            values[name, default: []].append(value)
        }
    }

    /// All values of a name that came more than once.
    subscript(all name: String) -> [String] { values[name] ?? [] }

    /// The first value that is not empty.
    subscript(name: String) -> String? { values[name]?.first { !$0.isEmpty } }

    /// - Returns: nil where the bytes are no UTF-8, or a `%` is not followed by two hex digits.
    private static func decode(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init)
    }
}
