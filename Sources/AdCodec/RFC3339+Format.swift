import AdModel

extension RFC3339 {
    /// Appends a time in UTC with milliseconds, such as `2026-11-21T01:23:00.000Z`.
    ///
    /// Total: a year outside 0 to 9999, which no event and no sane window has, gets a sign or more digits, and `parse`
    /// does not read it back.
    public static func append(_ time: EventTime, to text: inout [UInt8]) {
        let (days, ofDay) = floorDivide(time.milliseconds, by: 86_400_000)
        let date = CivilDate(daysSinceEpoch: days)
        appendYear(date.year, to: &text)
        appendTwo(date.month, after: "-", to: &text)
        appendTwo(date.day, after: "-", to: &text)
        appendTwo(ofDay / 3_600_000, after: "T", to: &text)
        appendTwo(ofDay / 60_000 % 60, after: ":", to: &text)
        appendTwo(ofDay / 1000 % 60, after: ":", to: &text)
        text.append(UInt8(ascii: "."))
        appendDigits(ofDay % 1000, count: 3, to: &text)
        text.append(UInt8(ascii: "Z"))
    }

    private static func appendYear(_ year: Int64, to text: inout [UInt8]) {
        if year < 0 { text.append(UInt8(ascii: "-")) }
        if year.magnitude > 9999 {
            text.appendInteger(UInt64(year.magnitude))
        } else {
            appendDigits(Int64(year.magnitude), count: 4, to: &text)
        }
    }

    private static func appendTwo(_ value: Int64, after separator: Unicode.Scalar, to text: inout [UInt8]) {
        text.append(UInt8(ascii: separator))
        appendDigits(value, count: 2, to: &text)
    }

    private static func appendDigits(_ value: Int64, count: Int, to text: inout [UInt8]) {
        var divisor: Int64 = count == 4 ? 1000 : count == 3 ? 100 : 10
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
