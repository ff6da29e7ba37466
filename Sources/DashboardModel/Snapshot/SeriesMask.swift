import AdModel

/// A filter's answer for each series in use, so that windows are added up by index.
struct SeriesMask {
    /// Nil: every series.
    private let admitted: [Bool]?

    /// - Complexity: O(series); O(1) for an empty filter.
    init(_ filter: SeriesFilter, over series: SeriesTable) {
        guard !filter.isEmpty else {
            admitted = nil
            return
        }
        var admitted = [Bool](repeating: false, count: series.capacity)
        let admits = filter.admission()
        for index in series.indices { admitted[Int(index)] = admits(series.series(at: index)) }
        self.admitted = admitted
    }

    var admitsAll: Bool { admitted == nil }

    func admits(_ index: SeriesIndex) -> Bool { admitted?[Int(index)] ?? true }
}

/// Sums by series index.
struct SeriesSums {
    private var sums: [Totals]

    /// - Complexity: O(windows × series in each).
    init(_ windows: some Sequence<WindowSums>, capacity: Int) {
        sums = Array(repeating: .zero, count: capacity)
        for window in windows {
            for (index, totals) in window.sums { sums[Int(index)] += totals }
        }
    }

    subscript(index: SeriesIndex) -> Totals { sums[Int(index)] }
}

extension WindowSums {
    /// - Complexity: O(1) where the mask admits all, else O(series in the window).
    func total(admitting mask: SeriesMask) -> Totals {
        if mask.admitsAll { return total }
        return sums.reduce(into: .zero) { if mask.admits($1.key) { $0 += $1.value } }
    }
}
