import AdModel

extension RowTable {
    /// Event time of a range; nil until the first row came. Always holds the newest window's start, however large
    /// windows are, unless the range was given by hand.
    func span(of range: SnapshotRange) -> Window? {
        guard let newest else { return nil }
        switch range {
        case .last(let lookback):
            return Window(start: newest.end - lookback.span.wholeWindows(of: newest.size), end: newest.end)
        case .all: return Window(start: min(heldFrom ?? newest.start, newest.start), end: newest.end)
        case .between(let from, let to):
            let start = min(max(from, .earliest), .limit)
            return Window(start: start, end: min(max(start, to), .limit))
        }
    }

    /// - Returns: nil where everything is shown, where nothing is complete yet, and where the period before is only half
    ///   known, which would look like growth: it begins before the rows held, or part of it was cleared.
    func comparison(of view: RangeView) -> Comparison? {
        guard view.query.range != .all, let span = view.span, let heldFrom, let newest else { return nil }
        let end = min(span.end, completeUntil(view.windows) ?? newest.end)
        // Whole windows, so that both periods have as many.
        let length = span.size.wholeWindows(of: newest.size)
        let before = Window(start: span.start - length, end: end - length)
        guard end > span.start, before.start >= heldFrom else { return nil }
        let shown = view.windows.prefix { $0.window.start < end }
        let earlier = windows(in: before)
        guard !shown.contains(where: \.hidesRows), !earlier.contains(where: \.hidesRows) else { return nil }
        return Comparison(
            shown: Window(start: span.start, end: end), before: before,
            shownTotals: shown.reduce(into: .zero) { $0 += $1.total(admitting: view.mask) },
            totalsBefore: earlier.reduce(into: .zero) { $0 += $1.total(admitting: view.mask) })
    }

    /// An open window among so many of the newest still counts; an older one was left open by a job that is gone.
    private static let windowsThatMayCount = 10

    /// Start of the first window that still counts: partitions do not wait for one another, so final ones may follow it.
    private func completeUntil(_ windows: [WindowSums]) -> EventTime? {
        windows.suffix(Self.windowsThatMayCount).first(where: \.isOpen)?.window.start
    }
}
