import AdModel

extension RowTable {
    /// Brings sums by filter up to date, window by window, for as long as `cells` last.
    ///
    /// - Parameter cells: series of windows that may be looked at, to keep the lock short; a window is done whole.
    /// - Returns: whether all windows are done; false: call it again.
    /// - Complexity: O(windows + series in windows that changed).
    func refresh(_ ledger: inout AlertLedger, cells: Int) -> Bool {
        if ledger.seriesVersion != series.version { ledger.memberships = [] }
        ledger.seriesVersion = series.version
        ledger.clearedAt = clearedAt
        if ledger.newest != newest || ledger.floor != floor { ledger.isTidy = false }
        (ledger.newest, ledger.floor) = (newest, floor)
        let partsFrom = newest.map { $0.end - ledger.reach } ?? EventTime(milliseconds: .min)
        var left = cells
        for (start, sums) in windows where ledger.slices[start]?.version != sums.version {
            guard left > 0 else { return false }
            left -= sums.sums.count + 1
            let parts = start < partsFrom ? [] : ledger.parts(of: sums, series)
            ledger.slices[start] = AlertLedger.Slice(
                version: sums.version, window: sums.window, isOpen: sums.isOpen, total: sums.total, parts: parts)
        }
        if !ledger.isTidy { ledger.forget(before: floor, partsBefore: partsFrom) }
        return true
    }
}

extension AlertLedger {
    /// The window's sums by filter, without those that count nothing.
    fileprivate mutating func parts(of window: WindowSums, _ series: SeriesTable) -> [Part] {
        guard !filters.isEmpty else { return [] }
        var sums: [Int: Totals] = [:]
        for (index, totals) in window.sums where totals != .zero {
            for filter in membership(of: index, in: series) { sums[filter, default: .zero] += totals }
        }
        return sums.map { Part(filter: $0, totals: $1) }
    }

    private mutating func membership(of index: SeriesIndex, in series: SeriesTable) -> [Int] {
        let place = Int(index)
        if place < memberships.count, let known = memberships[place] { return known }
        if place >= memberships.count {
            memberships += repeatElement(nil, count: max(series.capacity, place + 1) - memberships.count)
        }
        let numbers = filters.numbers(admitting: series.series(at: index))
        memberships[place] = numbers
        return numbers
    }

    /// Windows the table has dropped go, and sums by filter that no span reaches any more.
    fileprivate mutating func forget(before floor: EventTime, partsBefore: EventTime) {
        if slices.contains(where: { $0.key < floor }) { slices = slices.filter { $0.key >= floor } }
        for (start, slice) in slices where start < partsBefore && !slice.parts.isEmpty { slices[start]?.parts = [] }
        isTidy = true
    }
}

/// Names that are in use, for a form to offer.
public struct KnownNames: Hashable, Sendable {
    public var organizations: [OrganizationID] = []
    public var campaigns: [CampaignID] = []
    public var channels: [Channel] = []
}

extension RowTable {
    /// - Complexity: O(series).
    func knownNames(atMost limit: Int) -> KnownNames {
        let used = series.inUse
        return KnownNames(
            organizations: Array(Set(used.map(\.organization)).sorted().prefix(limit)),
            campaigns: Array(Set(used.map(\.campaign)).sorted().prefix(limit)),
            channels: Array(Set(used.map(\.channel)).sorted().prefix(limit)))
    }
}
