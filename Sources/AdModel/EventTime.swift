/// A point in time as the data tells it: whole milliseconds since 1970-01-01T00:00:00 UTC.
public struct EventTime: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// 2000-01-01T00:00:00Z, the earliest time an event may carry.
    public static var earliest: EventTime { EventTime(milliseconds: 946_684_800_000) }
    /// 2100-01-01T00:00:00Z, the first time that is too late for an event to carry.
    public static var limit: EventTime { EventTime(milliseconds: 4_102_444_800_000) }

    public static func < (a: EventTime, b: EventTime) -> Bool { a.milliseconds < b.milliseconds }

    public static func + (time: EventTime, span: Milliseconds) -> EventTime {
        EventTime(milliseconds: time.milliseconds + span.count)
    }

    public static func - (time: EventTime, span: Milliseconds) -> EventTime {
        EventTime(milliseconds: time.milliseconds - span.count)
    }
}

/// A length of time in whole milliseconds.
public struct Milliseconds: Hashable, Comparable, Sendable {
    public let count: Int64

    public init(_ count: Int64) {
        self.count = count
    }

    public static func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1000) }
    public static func minutes(_ count: Int64) -> Milliseconds { Milliseconds(count * 60_000) }
    public static let zero = Milliseconds(0)

    public static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
}
