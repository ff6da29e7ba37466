import AdModel

/// Times as text: RFC 3339 with an offset, in the forms that DESIGN §3 admits.
public enum RFC3339 {
    /// Reads `2026-11-21T01:23:45.678Z` and its kin: `T`, `t` or a space; 0 to 9 digits of fraction, cut to
    /// milliseconds; `Z`, `z` or an offset up to 23:59.
    ///
    /// The calendar is checked; there is no year 0 and no second 60. Whether an event may carry the time
    /// (`EventTime.earliest`, `EventTime.limit`) is not asked here.
    ///
    /// - Returns: nil when the text is anything else.
    /// - Complexity: O(1): no text of more than 35 bytes is read.
    public static func parse(_ text: UnsafeRawBufferPointer) -> EventTime? {
        guard (20...35).contains(text.count), hasSeparators(text) else { return nil }
        let date = CivilDate(
            year: number(text, at: 0, digits: 4), month: number(text, at: 5, digits: 2),
            day: number(text, at: 8, digits: 2))
        var tail = Tail(text: text, position: 19)
        guard date.exists, let time = timeOfDay(text), let fraction = tail.fraction(), let offset = tail.offset(),
            tail.isAtEnd
        else { return nil }
        return EventTime(milliseconds: date.daysSinceEpoch * 86_400_000 + time + fraction - offset)
    }

    /// The separators of `2026-11-21T01:23:45`, which stand at fixed places.
    private static func hasSeparators(_ text: UnsafeRawBufferPointer) -> Bool {
        let isDateApart = text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " ")
        return isDateApart && text[4] == UInt8(ascii: "-") && text[7] == UInt8(ascii: "-")
            && text[13] == UInt8(ascii: ":") && text[16] == UInt8(ascii: ":")
    }

    /// Whole seconds since midnight, in milliseconds.
    private static func timeOfDay(_ text: UnsafeRawBufferPointer) -> Int64? {
        let hour = number(text, at: 11, digits: 2)
        let minute = number(text, at: 14, digits: 2)
        let second = number(text, at: 17, digits: 2)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000
    }

    /// What is no number counts as one that is larger than any field may be.
    @inline(__always)
    private static func number(_ text: UnsafeRawBufferPointer, at start: Int, digits: Int) -> Int64 {
        var value: Int64 = 0
        for index in start..<start + digits {
            guard let digit = digitValue(text[index]) else { return .max }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    /// Reads what follows the seconds; each method returns nil when its field is malformed.
    private struct Tail {
        let text: UnsafeRawBufferPointer
        var position: Int

        var isAtEnd: Bool { position == text.count }

        /// In milliseconds; 0 without a point.
        mutating func fraction() -> Int64? {
            guard next == UInt8(ascii: ".") else { return 0 }
            position += 1
            var value: Int64 = 0
            var count = 0
            while let digit = next.flatMap(digitValue) {
                if count < 3 { value = value * 10 + Int64(digit) }
                count += 1
                position += 1
            }
            guard (1...9).contains(count) else { return nil }
            return count == 1 ? value * 100 : count == 2 ? value * 10 : value
        }

        /// In milliseconds east of UTC.
        mutating func offset() -> Int64? {
            guard let sign = next else { return nil }
            position += 1
            switch sign {
            case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
            case UInt8(ascii: "+"): return hoursAndMinutes()
            case UInt8(ascii: "-"): return hoursAndMinutes().map { -$0 }
            default: return nil
            }
        }

        private mutating func hoursAndMinutes() -> Int64? {
            guard position + 5 <= text.count, text[position + 2] == UInt8(ascii: ":") else { return nil }
            let hour = number(text, at: position, digits: 2)
            let minute = number(text, at: position + 3, digits: 2)
            position += 5
            return hour < 24 && minute < 60 ? (hour * 60 + minute) * 60_000 : nil
        }

        private var next: UInt8? { position < text.count ? text[position] : nil }
    }
}
