import AdModel

extension RowTable {
    /// Event time of a range; nil until the first row came. Always holds the newest window's start, however large
    /// windows are, unless the range was given by hand.
    func span(of range: SnapshotRange) -> Window? {
        guard let newest else { return nil }
        switch range {
        case .last(let lookback):
            return Window(start: min(newest.end - lookback.span, newest.start), end: newest.end)
        case .all: return Window(start: min(heldFrom ?? newest.start, newest.start), end: newest.end)
        case .between(let from, let to):
            let start = min(max(from, .earliest), .limit)
            return Window(start: start, end: min(max(start, to), .limit))
        }
    }

    /// - Returns: nil where everything is shown, where nothing is complete yet, or where the period before begins earlier
    ///   than the rows held: what is only half known would look like growth.
    func comparison(of view: RangeView) -> Comparison? {
        guard view.query.range != .all, let span = view.span, let heldFrom, let newest else { return nil }
        let end = min(span.end, completeUntil(view.windows) ?? newest.end)
        let before = Window(start: span.start - span.size, end: end - span.size)
        guard end > span.start, before.start >= heldFrom else { return nil }
        let shown = view.windows.prefix { $0.window.start < end }
        return Comparison(
            shown: Window(start: span.start, end: end), before: before,
            shownTotals: shown.reduce(into: .zero) { $0 += $1.total(admitting: view.mask) },
            totalsBefore: windows(in: before).reduce(into: .zero) { $0 += $1.total(admitting: view.mask) })
    }

    /// Start of the open windows at the end; nil: the last window is final.
    private func completeUntil(_ windows: [WindowSums]) -> EventTime? {
        windows.reversed().prefix(while: \.isOpen).last?.window.start
    }
}
