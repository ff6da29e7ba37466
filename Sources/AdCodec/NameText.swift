import AdModel

/// The rule for an organization, a campaign and a channel: 1 to 128 bytes of UTF-8, no control character below
/// U+0020 and no U+007F.
///
/// - Source: DESIGN §3.
enum NameText {
    static let maxBytes = 128

    /// - Parameter bytes: UTF-8.
    /// - Returns: nil when the bytes break the rule.
    static func name<Role>(_ bytes: UnsafeRawBufferPointer, as role: Role.Type = Role.self) -> Name<Role>? {
        guard (1...maxBytes).contains(bytes.count), !hasControlCharacter(bytes) else { return nil }
        return Name(String(decoding: bytes, as: UTF8.self))
    }

    private static func hasControlCharacter(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var found = false
        for byte in bytes { found = found || byte < 0x20 || byte == 0x7F }
        return found
    }
}
