import Foundation
import Hummingbird

/// A file the page needs, held in memory from the start.
struct Asset: Sendable {
    let body: PackedBody
    let contentType: String
    /// A hash of the bytes, so that a browser asks again but loads only what changed. Weak, since a packed body has other
    /// bytes.
    let tag: String

    init(_ bytes: Data, name: String) {
        body = PackedBody(ByteBuffer(bytes: bytes), effort: .once)
        contentType = Self.contentTypes[(name as NSString).pathExtension] ?? "application/octet-stream"
        tag = "W/\"" + String(Self.fnv1a(bytes), radix: 16) + "\""
    }

    private static let contentTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// - Source: FNV-1a, 64 bits (Fowler, Noll, Vo).
    private static func fnv1a(_ bytes: Data) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
