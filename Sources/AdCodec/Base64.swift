/// Base64 as RFC 4648 §4 has it, for payloads that are not UTF-8.
enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    private static let pad = UInt8(ascii: "=")

    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        alphabet.withUTF8Buffer { letters in
            var index = 0
            while index < bytes.count {
                let group = min(3, bytes.count - index)
                var bits: UInt32 = 0
                for offset in 0..<3 { bits = bits << 8 | (offset < group ? UInt32(bytes[index + offset]) : 0) }
                for sextet in 0..<4 {
                    let letter = letters[Int(bits >> (18 - 6 * UInt32(sextet)) & 63)]
                    text.append(sextet <= group ? letter : pad)
                }
                index += 3
            }
        }
    }

    /// Decodes leniently, like Python's `base64.b64decode`: bytes outside the alphabet are skipped, and nothing after
    /// the padding is read.
    ///
    /// - Parameter room: at least as many bytes as the text has; it may be the text's own memory.
    /// - Returns: the number of bytes written, or nil when the text ends within a group.
    static func decode(_ text: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> Int? {
        var bits: UInt32 = 0
        var sextets = 0
        var pads = 0
        var count = 0
        for letter in text {
            if letter == pad {
                pads += 1
                if sextets >= 2 && sextets + pads >= 4 { return count }
                continue
            }
            guard let value = sextet(letter) else { continue }
            pads = 0
            bits = bits << 6 | value
            sextets = (sextets + 1) % 4
            if sextets != 1 {
                let shift: UInt32 = sextets == 2 ? 4 : sextets == 3 ? 2 : 0
                room[count] = UInt8(truncatingIfNeeded: bits >> shift)
                count += 1
            }
        }
        return sextets == 0 ? count : nil
    }

    private static func sextet(_ letter: UInt8) -> UInt32? {
        switch Unicode.Scalar(letter) {
        case "A"..."Z": UInt32(letter - UInt8(ascii: "A"))
        case "a"..."z": UInt32(letter - UInt8(ascii: "a")) + 26
        case "0"..."9": UInt32(letter - UInt8(ascii: "0")) + 52
        case "+": 62
        case "/": 63
        default: nil
        }
    }
}
