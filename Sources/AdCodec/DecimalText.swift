import AdModel

/// The text of a JSON number, read exactly: no float, any number of digits.
///
/// - Precondition of all of it: the text is a JSON number; the scanner has checked that.
struct DecimalText {
    let isNegative: Bool
    /// From the first digit that is not 0 (or the end) up to the exponent; may hold a decimal point.
    private let mantissa: Slice<UnsafeRawBufferPointer>
    /// The power of ten of the first digit of the mantissa.
    private let leadingPower: Int

    private static let point = UInt8(ascii: ".")

    /// - Complexity: O(bytes).
    init(_ text: UnsafeRawBufferPointer) {
        isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text[...]
        let end = digits.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? digits.endIndex
        let point = digits[..<end].firstIndex(of: Self.point) ?? end
        let first = digits[..<end].firstIndex { $0 != UInt8(ascii: "0") && $0 != Self.point } ?? end
        mantissa = digits[first..<end]
        let power = first < point ? point - first - 1 : point - first
        leadingPower = power + Self.exponent(digits[end...].dropFirst())
    }

    /// An exponent beyond ±10^9 is cut to that: every text is shorter.
    private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
        var value = 0
        for byte in text {
            guard let digit = digitValue(byte) else { continue }  // the sign
            value = min(value * 10 + digit, 1_000_000_000)
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }

    var isZero: Bool { mantissa.isEmpty }

    /// The number in millionths, without its sign, cut to a whole one, and what was cut.
    ///
    /// - Returns: nil when it is 10^32 millionths or more.
    func micros() -> (whole: Int128, rest: Rest)? {
        if isZero { return (0, .none) }
        let wholeDigits = leadingPower + 7
        if wholeDigits > 32 { return nil }
        if wholeDigits < 0 { return (0, .belowHalf) }
        var whole: Int128 = 0
        var taken = 0
        var rest = Rest.none
        for byte in mantissa {
            guard let digit = digitValue(byte) else { continue }  // the point
            if taken < wholeDigits {
                whole = whole * 10 + Int128(digit)
            } else {
                rest.append(digit, isFirst: taken == wholeDigits)
            }
            taken += 1
        }
        while taken < wholeDigits {
            whole *= 10
            taken += 1
        }
        return (whole, rest)
    }

    /// What lies behind the last digit that is kept.
    enum Rest {
        case none, belowHalf, half, aboveHalf

        fileprivate mutating func append(_ digit: Int, isFirst: Bool) {
            if isFirst {
                self = digit == 0 ? .none : digit < 5 ? .belowHalf : digit == 5 ? .half : .aboveHalf
            } else if digit != 0 {
                self = self == .none ? .belowHalf : self == .half ? .aboveHalf : self
            }
        }
    }
}

/// The value of an ASCII digit, or nil.
@inline(__always)
func digitValue(_ byte: UInt8) -> Int? {
    let value = byte &- UInt8(ascii: "0")
    return value < 10 ? Int(value) : nil
}

/// Reads a JSON integer.
///
/// - Returns: nil when it does not fit.
func parseInteger(_ text: UnsafeRawBufferPointer) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    var value: Int64 = 0
    for byte in isNegative ? text.dropFirst() : text[...] {
        guard let digit = digitValue(byte) else { return nil }
        let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
        let (next, overflowsToo) = tens.subtractingReportingOverflow(Int64(digit))
        if overflows || overflowsToo { return nil }
        value = next
    }
    // Summed up as a negative number, because the lowest Int64 has no positive counterpart.
    if isNegative { return value }
    return value == .min ? nil : -value
}
