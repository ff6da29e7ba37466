import AdModel

/// What a view of one campaign shows besides: its windows, and which of them were corrected.
extension RowTable {
    /// More lines than anyone reads; the chart has them all.
    private static let mostLines = 120

    /// The newest first.
    func windowTotals(of view: RangeView) -> [WindowTotals] {
        view.windows.reversed().lazy
            .map { window in
                WindowTotals(
                    window: window.window, totals: window.total(admitting: view.mask),
                    isOpen: window.isOpen(admitting: view.mask),
                    lateEvents: window.lateEvents.reduce(0) { view.mask.admits($1.key) ? $0 + $1.value : $0 })
            }
            .filter { $0.totals != .zero }.prefix(Self.mostLines).map { $0 }
    }

    /// The newest first, then by name.
    func corrections(of view: RangeView) -> [Correction] {
        var corrections: [Correction] = []
        for window in view.windows.reversed() where corrections.count < Self.mostLines {
            corrections += window.lateEvents.filter { view.mask.admits($0.key) }
                .map { Correction(window: window.window, series: series.series(at: $0.key), lateEvents: $0.value) }
                .sorted { $0.series < $1.series }
        }
        return Array(corrections.prefix(Self.mostLines))
    }
}
