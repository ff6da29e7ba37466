import AdModel

/// Times as text, most of them read by a comparison: in `2026-11-21T01:23:45.678Z` only the last eight bytes change
/// within a minute.
///
/// A few minutes are remembered, by their last digit: events come out of order around each full minute.
struct MinuteCache {
    private struct Minute {
        /// The text up to the minutes; at first bytes that no text has.
        var head: (UInt64, UInt64) = (.max, .max)
        var start: Int64 = 0
    }

    private var minutes = InlineArray<4, Minute>(repeating: Minute())

    /// As ``RFC3339/parse(_:)``.
    mutating func time(_ text: UnsafeRawBufferPointer) -> EventTime? {
        guard text.count == 24 else { return RFC3339.parse(text) }
        let head = (
            text.loadUnaligned(as: UInt64.self), text.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        )
        let slot = Int(text[15] & 3)
        guard let rest = Self.milliseconds(text.loadUnaligned(fromByteOffset: 16, as: UInt64.self)) else {
            return RFC3339.parse(text)
        }
        if minutes[slot].head == head { return EventTime(milliseconds: minutes[slot].start + rest) }
        guard let time = RFC3339.parse(text) else { return nil }
        minutes[slot] = Minute(head: head, start: time.milliseconds - rest)
        return time
    }

    /// Reads `:45.678Z`, all eight bytes at once: the milliseconds into the minute; nil when it is anything else.
    @inline(__always)
    private static func milliseconds(_ text: UInt64) -> Int64? {
        // Over ":00.000Z" each digit's byte is its value, and every other byte is 0.
        let digits = text.littleEndian ^ 0x5A30_3030_2E30_303A
        let others = digits & 0xFF00_0000_FF00_00FF
        let above9 = ((digits &+ 0x0076_7676_0076_7600) | digits) & 0x0080_8080_0080_8000
        guard others | above9 == 0 else { return nil }
        let second = (digits >> 8 & 0xFF) * 10 + (digits >> 16 & 0xFF)
        let fraction = (digits >> 32 & 0xFF) * 100 + (digits >> 40 & 0xFF) * 10 + (digits >> 48 & 0xFF)
        return second < 60 ? Int64(second * 1000 + fraction) : nil
    }
}
