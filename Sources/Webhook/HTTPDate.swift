import Foundation

enum HTTPDate {
    /// - Parameter text: the one format that is still written, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    /// - Source: RFC 9110, 5.6.7, IMF-fixdate.
    static func secondsSince1970(_ text: String) -> Double? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text)?.timeIntervalSince1970
    }
}
