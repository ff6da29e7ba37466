import AdModel

/// Sums of equally long slices of event time without a gap, the oldest first; all of them complete.
public struct BandHistory: Hashable, Sendable {
    public let size: Milliseconds
    /// End of the last bucket.
    public let end: EventTime
    public let buckets: [Totals]

    /// - Precondition: `size` is positive.
    public init(size: Milliseconds, end: EventTime, buckets: [Totals]) {
        precondition(size > .zero, "a bucket has a length")
        self.size = size
        self.end = end
        self.buckets = buckets
    }

    /// How many buckets a length of time is; at least one.
    func count(in span: Milliseconds) -> Int { max(1, Int(span.count / size.count)) }
}

extension AlertLedger {
    /// Shorter slices are mostly noise, longer ones are late to tell.
    private static let bucketSize = Milliseconds.minutes(5)
    /// A week, and the hour before the same time a week ago.
    private static let longest = Milliseconds.minutes(7 * 24 * 60 + 60)

    /// All series' sums, up to the newest complete bucket; nil: not one is complete.
    ///
    /// - Complexity: O(windows + buckets).
    public var bandHistory: BandHistory? {
        guard let completeEnd, let knownFrom, let newest else { return nil }
        let window = max(1, newest.size.count)
        let size = Milliseconds((Self.bucketSize.count + window - 1) / window * window)
        let end = Window.tumbling(size, containing: completeEnd).start
        let longest = Milliseconds(Self.longest.count / size.count * size.count)
        let start = max(Window.tumbling(size, containing: knownFrom + size - Milliseconds(1)).start, end - longest)
        guard start < end else { return nil }
        var buckets = [Totals](repeating: .zero, count: Int((end.milliseconds - start.milliseconds) / size.count))
        for slice in slices.values where slice.window.start >= start && slice.window.start < end {
            buckets[Int((slice.window.start.milliseconds - start.milliseconds) / size.count)] += slice.total
        }
        return BandHistory(size: size, end: end, buckets: buckets)
    }
}
