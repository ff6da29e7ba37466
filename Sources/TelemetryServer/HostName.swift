/// The host of an authority such as `localhost:8503` or `[::1]:8503`, in lower case.
public struct HostName: Sendable {
    public let text: String

    public init?(authority: String) {
        let host: Substring
        if authority.utf8.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isPlain) else { return nil }
        text = host.lowercased()
    }

    /// Four numbers, or hexadecimal groups with colons; a name can be neither.
    public var isAddress: Bool {
        if text.utf8.contains(UInt8(ascii: ":")) { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
