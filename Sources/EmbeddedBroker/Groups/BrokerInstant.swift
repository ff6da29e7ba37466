/// A moment on the broker's monotonic clock. Its zero means nothing: only differences do, and only within one run.
struct BrokerInstant: Hashable, Comparable, Sendable {
    let milliseconds: Int64

    static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// Saturates at the end of time, for durations come from requests.
    func advanced(byMilliseconds duration: some BinaryInteger) -> BrokerInstant {
        let (sum, overflows) = milliseconds.addingReportingOverflow(Int64(clamping: duration))
        return BrokerInstant(milliseconds: overflows ? (duration < 0 ? .min : .max) : sum)
    }
}
