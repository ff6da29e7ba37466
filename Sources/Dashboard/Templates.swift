import Foundation
import Mustache

/// The page's HTML, parsed once.
struct Templates: Sendable {
    private let page: MustacheTemplate
    private let clear: MustacheTemplate
    private let message: MustacheTemplate

    init() throws {
        MustacheContentTypes.register(HTMLByBytes(), named: HTMLByBytes.name)
        page = try Self.template("page")
        clear = try Self.template("clear")
        message = try Self.template("message")
    }

    func page(_ view: PageView, hasCharts: Bool) -> String {
        page.render(["view": view, "hasCharts": hasCharts] as [String: any Sendable])
    }

    /// Asks whether the data is really to be hidden.
    func clearPage() -> String { clear.render([String: String]()) }

    /// A plain page that says one thing.
    func message(title: String, text: String) -> String { message.render(["title": title, "text": text]) }

    private static func template(_ name: String) throws -> MustacheTemplate {
        let text = String(decoding: try Assets.resource(name + ".mustache"), as: UTF8.self)
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(HTMLByBytes.name)}}\n" + text)
    }
}

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
