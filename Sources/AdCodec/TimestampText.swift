import AdModel

/// The text of times that lie close together: RFC 3339 in UTC with milliseconds.
///
/// Of the 24 characters only the last four differ within a second, so the others are kept, for eight seconds that may
/// come in any order.
struct TimestampText {
    /// The characters of a text.
    static let length = 24
    /// Up to the decimal point.
    private static let keptLength = 20
    private static let slots: Int64 = 8

    private var seconds = [Int64](repeating: -1, count: Int(slots))
    private var kept = [UInt8](repeating: 0, count: Int(slots) * keptLength)

    /// - Parameter time: one that an event may carry, from 1970 to 9999.
    mutating func write(_ time: EventTime, with pen: inout BytePen) {
        let (second, milliseconds) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
        let slot = Int(second & (Self.slots - 1))
        if seconds[slot] != second { keep(second, in: slot) }
        kept.withUnsafeBytes { pen.copy($0.baseAddress! + slot * Self.keptLength, count: Self.keptLength) }
        pen.putThreeDigits(UInt64(milliseconds))
        pen.put(UInt8(ascii: "Z"))
    }

    private mutating func keep(_ second: Int64, in slot: Int) {
        var text: [UInt8] = []
        RFC3339.append(EventTime(milliseconds: second * 1000), to: &text)
        let start = slot * Self.keptLength
        kept.replaceSubrange(start..<start + Self.keptLength, with: text.prefix(Self.keptLength))
        seconds[slot] = second
    }
}
