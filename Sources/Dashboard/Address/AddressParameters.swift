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

    /// - Returns: nil where the bytes are no UTF-8, or badly encoded.
    private static func decode(_ text: Substring.UTF8View) -> String? {
        FormFields.decoded(text).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
