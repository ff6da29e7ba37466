/// A span of event time `[start, end)`.
public struct Window: Hashable, Comparable, Sendable {
    public let start: EventTime
    public let end: EventTime

    public init(start: EventTime, size: Milliseconds) {
        self.start = start
        self.end = start + size
    }

    public init(start: EventTime, end: EventTime) {
        self.start = start
        self.end = end
    }

    public var size: Milliseconds { Milliseconds(end.milliseconds - start.milliseconds) }

    public static func < (a: Window, b: Window) -> Bool { (a.start, a.end) < (b.start, b.end) }

    /// The tumbling window of `size`, aligned to 1970 UTC, that holds `time`.
    ///
    /// - Precondition: `size` is positive.
    public static func tumbling(_ size: Milliseconds, containing time: EventTime) -> Window {
        let remainder = time.milliseconds % size.count
        let intoWindow = remainder < 0 ? remainder + size.count : remainder
        return Window(start: EventTime(milliseconds: time.milliseconds - intoWindow), size: size)
    }
}
