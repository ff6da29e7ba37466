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
        guard (20...35).contains(text.count) else { return nil }
        var reader = Reader(text: text)
        guard let date = reader.date(), reader.skip("Tt "), let timeOfDay = reader.timeOfDay(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        return EventTime(milliseconds: date.daysSinceEpoch * 86_400_000 + timeOfDay - offset)
    }

    /// Reads fields from left to right; each method returns nil when its field is not there.
    private struct Reader {
        let text: UnsafeRawBufferPointer
        var position = 0

        var isAtEnd: Bool { position == text.count }

        mutating func date() -> CivilDate? {
            guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
                let day = number(digits: 2)
            else { return nil }
            let date = CivilDate(year: year, month: month, day: day)
            return date.exists ? date : nil
        }

        /// In milliseconds since midnight.
        mutating func timeOfDay() -> Int64? {
            guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60,
                skip(":"), let second = number(digits: 2), second < 60, let fraction = fraction()
            else { return nil }
            return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        }

        /// In milliseconds; 0 without a point.
        private mutating func fraction() -> Int64? {
            guard skip(".") else { return 0 }
            var value: Int64 = 0
            var count = 0
            while position < text.count, let digit = digitValue(text[position]) {
                if count < 3 { value = value * 10 + Int64(digit) }
                count += 1
                position += 1
            }
            guard (1...9).contains(count) else { return nil }
            return count == 1 ? value * 100 : count == 2 ? value * 10 : value
        }

        /// In milliseconds east of UTC.
        mutating func offset() -> Int64? {
            if skip("Zz") { return 0 }
            guard position < text.count else { return nil }
            let isWest = text[position] == UInt8(ascii: "-")
            guard skip("+-"), let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2),
                minute < 60
            else { return nil }
            return (isWest ? -1 : 1) * (hour * 60 + minute) * 60_000
        }

        private mutating func number(digits: Int) -> Int64? {
            guard position + digits <= text.count else { return nil }
            var value: Int64 = 0
            for index in position..<position + digits {
                guard let digit = digitValue(text[index]) else { return nil }
                value = value * 10 + Int64(digit)
            }
            position += digits
            return value
        }

        /// Steps over one byte, if it is among these.
        mutating func skip(_ allowed: StaticString) -> Bool {
            guard position < text.count else { return false }
            let isAllowed = allowed.withUTF8Buffer { $0.contains(text[position]) }
            if isAllowed { position += 1 }
            return isAllowed
        }
    }
}
