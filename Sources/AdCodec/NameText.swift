import AdModel

/// The rule for an organization, a campaign and a channel: 1 to 128 bytes of UTF-8, no control character below
/// U+0020 and no U+007F.
///
/// - Source: DESIGN §3.
enum NameText {
    static let maxBytes = 128

    /// - Parameter bytes: UTF-8.
    /// - Returns: nil when the bytes break the rule.
    static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard (1...maxBytes).contains(bytes.count), !hasControlCharacter(bytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hasControlCharacter(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Without a way out of the loop, so that it can be vectorized.
        var found: UInt8 = 0
        for byte in bytes { found |= (byte < 0x20 ? 1 : 0) | (byte == 0x7F ? 1 : 0) }
        return found != 0
    }
}
