import Mustache

/// Escapes what ends a text or an attribute in HTML, byte by byte.
///
/// The library's own escaping goes by `Character`: there `"` followed by a combining accent is one character that is
/// not `"`, stays as it is, and a campaign's name breaks out of its attribute.
struct HTMLByBytes: MustacheContentType {
    static let name = "HTML_BY_BYTES"

    func escapeText(_ text: String) -> String {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): escaped += "&amp;".utf8
            case UInt8(ascii: "<"): escaped += "&lt;".utf8
            case UInt8(ascii: ">"): escaped += "&gt;".utf8
            case UInt8(ascii: "\""): escaped += "&quot;".utf8
            case UInt8(ascii: "'"): escaped += "&#39;".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
