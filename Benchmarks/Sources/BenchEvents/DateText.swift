/// A moment as `2026-11-21T01:23:45.678`; the date is worked out once a day.
struct DateText {
    private static let millisecondsInDay: Int64 = 86_400_000

    private var day: Int64 = -1
    private var date: (year: UInt64, month: UInt64, day: UInt64) = (1970, 1, 1)

    /// - Parameter time: ms since 1970 UTC, not before it.
    mutating func put(_ time: Int64, at place: Int, in text: inout Digits) {
        let (days, rest) = time.quotientAndRemainder(dividingBy: Self.millisecondsInDay)
        if days != day {
            day = days
            date = Self.civil(days)
        }
        let milliseconds = UInt64(rest)
        text.put(decimal: date.year, digits: 4, at: place)
        text.put(decimal: date.month, digits: 2, at: place + 5)
        text.put(decimal: date.day, digits: 2, at: place + 8)
        text.put(decimal: milliseconds / 3_600_000, digits: 2, at: place + 11)
        text.put(decimal: milliseconds / 60_000 % 60, digits: 2, at: place + 14)
        text.put(decimal: milliseconds / 1_000 % 60, digits: 2, at: place + 17)
        text.put(decimal: milliseconds % 1_000, digits: 3, at: place + 20)
    }

    /// Walks through the years, which is cheap enough for once a day.
    private static func civil(_ days: Int64) -> (year: UInt64, month: UInt64, day: UInt64) {
        var rest = days
        var year: UInt64 = 1970
        while rest >= (isLeap(year) ? 366 : 365) {
            rest -= isLeap(year) ? 366 : 365
            year += 1
        }
        let lengths: [Int64] = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while rest >= lengths[month] {
            rest -= lengths[month]
            month += 1
        }
        return (year, UInt64(month + 1), UInt64(rest + 1))
    }

    private static func isLeap(_ year: UInt64) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
}
