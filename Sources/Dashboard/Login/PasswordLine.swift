/// One entry of a ``PasswordFile``.
public struct PasswordLine: Sendable, CustomStringConvertible {
    public let name: String
    public let hash: PasswordHash

    /// - Returns: nil for a name that is empty, longer than 64 bytes, or has a colon, a control character or a space at
    ///   an end; HTTP's own login has no way to say these.
    public init?(name: String, hash: PasswordHash) {
        guard Self.isName(name) else { return nil }
        self.name = name
        self.hash = hash
    }

    init?(_ line: Substring) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")),
            let hash = PasswordHash(line[colon...].dropFirst())
        else { return nil }
        self.init(name: String(line[..<colon]), hash: hash)
    }

    public static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        return (1...64).contains(bytes.count)
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") }
            && bytes.first != UInt8(ascii: " ") && bytes.last != UInt8(ascii: " ") && bytes.first != UInt8(ascii: "#")
    }

    public var description: String { "\(name):\(hash)" }

    /// What is neither empty nor a comment, with its number from 1; line breaks of Windows are fine.
    static func lines(of text: String) -> [(number: Int, line: Substring)] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .map { ($0.offset + 1, $0.element) }
            .filter { line in !line.1.allSatisfy(\.isWhitespace) && line.1.utf8.first != UInt8(ascii: "#") }
    }
}
