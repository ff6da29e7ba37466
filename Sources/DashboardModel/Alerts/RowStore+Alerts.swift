import AdModel

extension RowStore {
    /// Brings the sums that alerts need up to date, with the lock held for a few milliseconds at a time.
    ///
    /// - Complexity: O(windows + series in windows that changed since).
    public func refresh(_ ledger: inout AlertLedger) {
        while !table({ $0.refresh(&ledger, cells: Self.cellsALock) }) {}
    }

    private static let cellsALock = 5000

    /// - Returns: at most `limit` of each kind, sorted.
    public func knownNames(atMost limit: Int) -> KnownNames {
        table { $0.knownNames(atMost: limit) }
    }
}
