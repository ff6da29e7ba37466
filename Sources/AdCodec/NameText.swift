import AdModel
import CSimdJSON

/// The rule for an organization, a campaign and a channel: 1 to 128 bytes of UTF-8, no control character below
/// U+0020 and no U+007F.
///
/// - Source: DESIGN §3.
enum NameText {
    static let maxBytes = 128

    /// - Parameter bytes: UTF-8.
    /// - Returns: nil when the bytes break the rule.
    static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        isName(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
    }

    @inline(__always)
    static func hasLength(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.count >= 1 && bytes.count <= maxBytes }

    /// - Parameter bytes: UTF-8.
    /// - Complexity: O(bytes), eight at a time.
    static func isName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, hasLength(bytes) else { return false }
        return !csj_has_control(start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}
