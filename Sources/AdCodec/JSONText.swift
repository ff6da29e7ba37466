import AdModel
import CSimdJSON

/// Writing JSON to a buffer of bytes: what all encoders share.
extension [UInt8] {
    /// Appends text as it is, such as `{"topic":`.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    mutating func appendInteger(_ value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendInteger(value.magnitude)
    }

    mutating func appendInteger(_ value: UInt64) {
        append(limit: BytePen.integerLimit) { $0.putInteger(value) }
    }

    /// Appends a number of millionths as a decimal number, without trailing zeros: `123.4567`, `-0.5`, `0`.
    mutating func appendMillionths(_ value: Int128) {
        if value < 0 { append(UInt8(ascii: "-")) }
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        appendWide(whole)
        if fraction > 0 { appendFraction(UInt64(fraction)) }
    }

    private mutating func appendWide(_ value: UInt128) {
        let chunk: UInt128 = 1_000_000_000_000_000_000
        guard value >= chunk else { return appendInteger(UInt64(value)) }
        let (high, low) = value.quotientAndRemainder(dividingBy: chunk)
        appendWide(high)
        appendPadded(UInt64(low), firstDigit: 100_000_000_000_000_000)
    }

    /// - Parameter millionths: 1 to 999 999.
    private mutating func appendFraction(_ millionths: UInt64) {
        append(UInt8(ascii: "."))
        appendPadded(millionths, firstDigit: 100_000)
        while last == UInt8(ascii: "0") { removeLast() }
    }

    private mutating func appendPadded(_ value: UInt64, firstDigit: UInt64) {
        var divisor = firstDigit
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends a JSON string, quotes included; escapes only what JSON requires.
    ///
    /// - Parameter text: UTF-8.
    mutating func appendJSONString(_ text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        var rest = text
        while let start = rest.baseAddress, !rest.isEmpty {
            let plain = csj_plain_length(start, rest.count)
            append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<plain]))
            if plain == rest.count { break }
            appendEscape(rest[plain])
            rest = UnsafeBufferPointer(rebasing: rest[(plain + 1)...])
        }
        append(UInt8(ascii: "\""))
    }

    mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { appendJSONString($0) }
    }

    mutating func appendJSONString<Role>(_ name: Name<Role>) {
        name.withBytes { appendJSONString($0) }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\n"): append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): append(UInt8(ascii: "t"))
        case ..<0x20:
            append("u00")
            append(hexDigit(byte >> 4))
            append(hexDigit(byte & 0xF))
        default: append(byte)
        }
    }
}

/// - Parameter nibble: 0 to 15.
/// - Returns: an upper-case hexadecimal digit.
func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
}
