import AdModel
import Foundation

extension EventTime {
    /// The system's clock.
    public static func now() -> EventTime {
        EventTime(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
