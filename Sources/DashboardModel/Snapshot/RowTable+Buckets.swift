import AdModel

extension RowTable {
    /// A chart of the first minutes would otherwise be a line of two points.
    private static let fewestBuckets: Int64 = 15

    /// Slices without a gap over what is drawn; a slice without rows is a true zero.
    func buckets(of view: RangeView, comparedWith comparison: Comparison?) -> [Bucket] {
        guard let span = view.span, let places = bucketPlaces(of: view) else { return [] }
        var buckets = places.spans.map { slice in
            // One that lies wholly outside holds nothing, and never will.
            let isCut = [span.start, span.end].contains { slice.start < $0 && $0 < slice.end }
            return Bucket(span: slice, totals: .zero, totalsBefore: nil, isPartial: isCut)
        }
        for window in view.windows {
            guard let place = places[window.window.start] else { continue }
            buckets[place].totals += window.total(admitting: view.mask)
            if window.isOpen { buckets[place].isPartial = true }
        }
        if view.query.comparesPeriods, let comparison { addPeriodBefore(comparison, view, places, to: &buckets) }
        return buckets
    }

    private func addPeriodBefore(
        _ comparison: Comparison, _ view: RangeView, _ places: BucketPlaces, to buckets: inout [Bucket]
    ) {
        for place in buckets.indices where buckets[place].start < comparison.shown.end {
            buckets[place].totalsBefore = .zero
        }
        let shift = Milliseconds(comparison.shown.start.milliseconds - comparison.before.start.milliseconds)
        for window in windows(in: comparison.before) {
            guard let place = places[window.window.start + shift] else { continue }
            buckets[place].totalsBefore? += window.total(admitting: view.mask)
        }
    }

    private func bucketPlaces(of view: RangeView) -> BucketPlaces? {
        guard let newest, let span = view.span, let drawn = drawn(of: view) else { return nil }
        let size = BucketSize.covering(drawn.size, windowSize: newest.size)
        let last = Window.tumbling(size, containing: drawn.end - Milliseconds(1))
        var start = Window.tumbling(size, containing: drawn.start).start
        let wide = last.start - Milliseconds(size.count * (Self.fewestBuckets - 1))
        switch view.query.range {
        case .all: start = min(start, wide)
        case .last: start = min(start, max(wide, Window.tumbling(size, containing: span.start).start))
        case .between: break
        }
        return BucketPlaces(from: start, to: last.end, size: size)
    }

    /// The part of the span of which rows can be held: what lies before the first one or behind the last is not drawn.
    private func drawn(of view: RangeView) -> Window? {
        guard let span = view.span, let newest, let heldFrom else { return nil }
        let first = view.windows.first?.window.start ?? newest.start
        let start = if case .between = view.query.range { max(span.start, heldFrom) } else { max(span.start, first) }
        let end = min(span.end, newest.end)
        return start < end ? Window(start: start, end: end) : nil
    }
}

/// Finds the slice of a time.
struct BucketPlaces {
    private let start: EventTime
    private let size: Milliseconds
    private let count: Int64

    /// - Parameter end: behind `start`; the last slice may reach beyond it.
    init(from start: EventTime, to end: EventTime, size: Milliseconds) {
        self.start = start
        self.size = size
        count = (end.milliseconds - start.milliseconds + size.count - 1) / size.count
    }

    var spans: [Window] { (0..<count).map { Window(start: start + Milliseconds($0 * size.count), size: size) } }

    subscript(time: EventTime) -> Int? {
        let place = (time.milliseconds - start.milliseconds) / size.count
        return time >= start && place < count ? Int(place) : nil
    }
}
