import AdModel

extension RFC3339 {
    /// Appends a time in UTC with milliseconds, such as `2026-11-21T01:23:00.000Z`.
    ///
    /// Total: a year outside 0 to 9999, which no event and no sane window has, gets a sign or more digits, and `parse`
    /// does not read it back.
    public static func append(_ time: EventTime, to text: inout [UInt8]) {
        let (days, ofDay) = floorDivide(time.milliseconds, by: 86_400_000)
        let date = CivilDate(daysSinceEpoch: days)
        let (beyond, year) = date.year.magnitude.quotientAndRemainder(dividingBy: 10_000)
        if date.year < 0 { text.append(UInt8(ascii: "-")) }
        if beyond > 0 { text.appendInteger(beyond) }
        let start = text.count
        text.append("0000-00-00T00:00:00.000Z")
        text.withUnsafeMutableBufferPointer { bytes in
            let field = UnsafeMutableBufferPointer(rebasing: bytes[start...])
            put(Int64(year), endingAt: 3, in: field)
            put(date.month, endingAt: 6, in: field)
            put(date.day, endingAt: 9, in: field)
            put(ofDay / 3_600_000, endingAt: 12, in: field)
            put(ofDay / 60_000 % 60, endingAt: 15, in: field)
            put(ofDay / 1000 % 60, endingAt: 18, in: field)
            put(ofDay % 1000, endingAt: 22, in: field)
        }
    }

    /// Writes the digits of a number over zeros; it has no more digits than there are zeros.
    private static func put(_ value: Int64, endingAt last: Int, in bytes: UnsafeMutableBufferPointer<UInt8>) {
        var rest = UInt32(truncatingIfNeeded: value)
        var index = last
        while rest > 0 {
            bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            index -= 1
        }
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
