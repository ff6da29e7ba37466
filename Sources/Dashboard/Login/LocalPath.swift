/// A page of this dashboard to go to after the login; never one elsewhere.
struct LocalPath: Sendable {
    static let home = LocalPath(unchecked: "/")

    let text: String

    private init(unchecked text: String) { self.text = text }

    /// - Returns: nil unless it is an address path: browsers take `//host`, and `/\host`, for another site, and skip
    ///   tabs and line breaks wherever they are.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"), bytes.count <= 2048,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        self.text = text
    }

    /// The login page that leads here.
    var login: String { text == "/" ? "/login" : "/login?next=" + Self.escaped(text) }

    private static func escaped(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        return text.utf8.reduce(into: "") { result, byte in
            if plain.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + String(UInt16(byte) + 0x100, radix: 16, uppercase: true).dropFirst()
            }
        }
    }
}
