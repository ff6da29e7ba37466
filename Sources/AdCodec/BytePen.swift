/// Writes text into memory that is known to be large enough: no growing, no check a byte, nothing to retain.
///
/// For events and rows by the million; everything else appends to an array.
struct BytePen {
    private(set) var position: UnsafeMutableRawPointer

    /// - Precondition: there is room for all that will be written.
    init(at start: UnsafeMutableRawPointer) {
        position = start
    }

    mutating func copy(_ bytes: UnsafeRawPointer, count: Int) {
        position.copyMemory(from: bytes, byteCount: count)
        position += count
    }

    /// Text as it is, such as `{"topic":`.
    mutating func put(_ text: StaticString) {
        copy(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    mutating func put(_ byte: UInt8) {
        position.storeBytes(of: byte, as: UInt8.self)
        position += 1
    }

    /// The two digits of a number below 100.
    mutating func putTwoDigits(_ value: UInt64) {
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }

    /// The three digits of a number below 1000.
    mutating func putThreeDigits(_ value: UInt64) {
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 100))
        putTwoDigits(value % 100)
    }

    /// A whole number, without leading zeros.
    mutating func putInteger(_ value: UInt64) {
        var (digits, limit): (Int, UInt64) = (1, 10)
        while digits < 20, value >= limit {
            digits += 1
            limit = limit.multipliedReportingOverflow(by: 10).overflow ? .max : limit * 10
        }
        var rest = value
        for index in (0..<digits).reversed() {
            position.storeBytes(of: UInt8(ascii: "0") + UInt8(rest % 10), toByteOffset: index, as: UInt8.self)
            rest /= 10
        }
        position += digits
    }

    /// A number of millionths as a decimal number, without trailing zeros: `123.4567`, `0.5`, `0`.
    mutating func putMillionths(_ value: UInt64) {
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: 1_000_000)
        putInteger(whole)
        guard fraction > 0 else { return }
        put(UInt8(ascii: "."))
        putThreeDigits(fraction / 1000)
        if fraction % 1000 > 0 { putThreeDigits(fraction % 1000) }
        while (position - 1).load(as: UInt8.self) == UInt8(ascii: "0") { position -= 1 }
    }

    /// The hexadecimal digits, in lower case, of `digits` ≤ 8 nibbles from the highest of `bits` down.
    ///
    /// All eight at once: each nibble gets a byte of its own, and those above 9 are lifted from the digits to the letters.
    /// - Precondition: there is room for 8 bytes, however few are wanted.
    mutating func putHex(_ bits: UInt32, digits: Int = 8) {
        var spread = UInt64(bits)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let text = spread &+ 0x3030_3030_3030_3030 &+ letters &* 39
        position.storeBytes(of: text.bigEndian, as: UInt64.self)
        position += digits
    }
}
