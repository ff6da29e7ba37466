import AdCodec
import AdModel

/// Points in time as the page shows them, always UTC.
enum TimeText {
    /// `14:05`, and `14:05:10` where windows are shorter than a minute.
    static func minute(_ time: EventTime) -> String {
        secondsOfDay(time) % 60 == 0 ? wholeMinute(time) : second(time)
    }

    /// `14:05:09`
    static func second(_ time: EventTime) -> String { wholeMinute(time) + ":" + two(secondsOfDay(time) % 60) }

    private static func wholeMinute(_ time: EventTime) -> String {
        let day = secondsOfDay(time)
        return two(day / 3600) + ":" + two(day / 60 % 60)
    }

    /// `21 Nov 14:05`
    static func dayAndMinute(_ time: EventTime) -> String { day(time) + " " + minute(time) }

    /// `21 Nov 14:05:09`
    static func dayAndSecond(_ time: EventTime) -> String { day(time) + " " + second(time) }

    /// `21 Nov`
    static func day(_ time: EventTime) -> String {
        let (month, day) = civil(days: dayNumber(time))
        return "\(day) \(months[month - 1])"
    }

    /// `21 Nov 14:05 – 15:05`; the second day where it is another.
    static func span(_ span: Window) -> String {
        let isOneDay = dayNumber(span.start) == dayNumber(span.end)
        return "\(dayAndMinute(span.start)) – \(isOneDay ? minute(span.end) : dayAndMinute(span.end))"
    }

    /// `2026-11-21T14:05`, as the input of a form reads and writes it; seconds only where there are any.
    static func input(_ time: EventTime) -> String {
        let isWholeMinute = time.milliseconds % 60_000 == 0
        return String(exact(time).prefix(isWholeMinute ? 16 : 23))
    }

    /// RFC 3339 with milliseconds.
    static func exact(_ time: EventTime) -> String {
        var text: [UInt8] = []
        RFC3339.append(time, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads ``input(_:)``, and RFC 3339.
    static func time(_ text: String) -> EventTime? {
        let forms = [text, text + "Z", text + ":00Z"]
        return forms.lazy.compactMap { form in Array(form.utf8).withUnsafeBytes { RFC3339.parse($0) } }.first
    }

    /// How long ago: `now`, `8 s ago`, `3 min ago`, `2 h ago`.
    static func ago(_ span: Milliseconds) -> String {
        let seconds = span.count / 1000
        if seconds < 2 { return "just now" }
        return length(seconds: seconds) + " ago"
    }

    /// `30 s`, `5 min`, `2 h`
    static func length(_ span: Milliseconds) -> String { length(seconds: span.count / 1000) }

    private static func length(seconds: Int64) -> String {
        if seconds < 60 { return "\(seconds) s" }
        return seconds < 3600 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func secondsOfDay(_ time: EventTime) -> Int64 {
        let seconds = floorDivision(time.milliseconds, 1000)
        return seconds - floorDivision(seconds, 86_400) * 86_400
    }

    static func dayNumber(_ time: EventTime) -> Int64 { floorDivision(time.milliseconds, 86_400_000) }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func floorDivision(_ a: Int64, _ b: Int64) -> Int64 { a / b - (a % b < 0 ? 1 : 0) }

    /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func civil(days: Int64) -> (month: Int, day: Int) {
        let shifted = days + 719_468
        let dayOfEra = shifted - floorDivision(shifted, 146_097) * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (Int(month < 10 ? month + 3 : month - 9), Int(dayOfYear - (153 * month + 2) / 5 + 1))
    }
}
