import AdModel

extension RowTable {
    /// A chart of the first minutes would otherwise be a line of two points.
    private static let fewestBuckets: Int64 = 15

    func bucketSize(for shown: [WindowSums]) -> Milliseconds {
        guard let newest, let first = shown.first?.window else { return .minutes(1) }
        let windowSize = Milliseconds(newest.end.milliseconds - newest.start.milliseconds)
        let span = Milliseconds(newest.end.milliseconds - first.start.milliseconds)
        return BucketSize.covering(span, windowSize: windowSize)
    }

    /// Slices without a gap from the first window shown to the newest; a slice without rows is a true zero.
    func buckets(of shown: [WindowSums], size: Milliseconds, range: SnapshotRange) -> [Bucket] {
        guard let first = shown.first?.window.start, let newest else { return [] }
        let last = Window.tumbling(size, containing: newest.start).start
        let earliest = last - Milliseconds(size.count * (Self.fewestBuckets - 1))
        let start = min(Window.tumbling(size, containing: first).start, max(earliest, rangeStart(range)))
        let count = (last.milliseconds - start.milliseconds) / size.count + 1
        var buckets = (0..<count).map { place in
            Bucket(start: start + Milliseconds(place * size.count), totals: .zero, isPartial: false)
        }
        for window in shown {
            let place = Int((window.window.start.milliseconds - start.milliseconds) / size.count)
            buckets[place].totals += window.total
            if window.isOpen { buckets[place].isPartial = true }
        }
        return buckets
    }

    /// Event time from which windows are shown: never past the newest window, however large windows are.
    func rangeStart(_ range: SnapshotRange) -> EventTime {
        guard let newest, let span = range.span else { return EventTime(milliseconds: .min) }
        return min(newest.end - span, newest.start)
    }
}
