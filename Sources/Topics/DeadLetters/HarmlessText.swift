/// Foreign bytes as text that does nothing to a terminal but fill it.
///
/// Escaped are: bytes that are not UTF-8 (`\xFF`), control characters and with them every escape sequence (`\n`,
/// `\u{1B}`), characters that no one sees or that turn the direction of text (`\u{202E}`), and the backslash itself, so
/// that what is printed tells what was there.
enum HarmlessText {
    static func of(_ bytes: some Collection<UInt8>) -> String {
        var text = ""
        var rest = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        // Runs behind the parser, which says how many bytes were wrong, but not which.
        var index = bytes.startIndex
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let scalar):
                append(Unicode.UTF8.decode(scalar), to: &text)
                bytes.formIndex(&index, offsetBy: scalar.count)
            case .error(let length):
                for _ in 0..<length {
                    text += #"\x"# + hexadecimal(UInt32(bytes[index]), digits: 2)
                    bytes.formIndex(after: &index)
                }
            case .emptyInput: return text
            }
        }
    }

    /// The first `limit` bytes, not cut within a character, and what they are the beginning of.
    static func excerpt(of bytes: UnsafeRawBufferPointer?, limit: Int = 200) -> String {
        guard let bytes else { return "(no value)" }
        guard !bytes.isEmpty else { return "(empty)" }
        guard bytes.count > limit else { return of(bytes) }
        var end = limit
        // A character has at most three bytes behind its first.
        while end > limit - 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        if bytes[end] & 0xC0 == 0x80 { end = limit }
        return of(bytes[..<end]) + "… (\(bytes.count) bytes)"
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\n": text += #"\n"#
        case "\r": text += #"\r"#
        case "\t": text += #"\t"#
        case "\\": text += #"\\"#
        default:
            if isVisible(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += #"\u{"# + hexadecimal(scalar.value, digits: 2) + "}"
            }
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
