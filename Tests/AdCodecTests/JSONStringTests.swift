import Testing

@testable import AdCodec

@Suite struct JSONStringTests {
    private func written(_ text: String) -> String {
        var json: [UInt8] = []
        json.appendJSONString(text)
        return String(decoding: json, as: UTF8.self)
    }

    @Test func onlyWhatJSONRequiresIsEscaped() {
        #expect(written("") == #""""#)
        #expect(written("a/é😀\u{7F}\u{2028}") == "\"a/é😀\u{7F}\u{2028}\"")
        #expect(written("\"\\\n\r\t\u{0}\u{1F}") == #""\"\\\n\r\t\u0000\u001F""#)
    }

    /// Against the slow obvious way, a byte at a time: eight at a time must find the same first one.
    @Test func aByteIsEscapedWhereverItStands() {
        let bytes: [Unicode.Scalar] = ["\"", "\\", "\u{1F}", "\u{0}", "!", "#", "[", "]", " ", "\u{80}", "\u{FF}"]
        for length in 0..<20 {
            for position in 0...length {
                for first in bytes {
                    for second in bytes {
                        let text =
                            String(repeating: "x", count: position) + String(first) + String(second)
                            + String(repeating: "y", count: length - position)
                        #expect(written(text) == slowly(text))
                    }
                }
            }
        }
    }

    private func slowly(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\u{1F}": "\\u001F"
            case "\u{0}": "\\u0000"
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
