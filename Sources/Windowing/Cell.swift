import AdModel

/// The running totals of one series in one window.
struct Cell {
    /// By the raw value of the event's type: no branch on what an event is.
    private var counts = InlineArray<7, Int64>(repeating: 0)
    /// Spend, and revenue.
    private var money = InlineArray<2, Int128>(repeating: 0)
    /// That of its final row; an open row shows 0.
    private(set) var revision: Int64 = 1
    private(set) var throughOffset: Int64 = 0
    /// Records below this offset are in the restored totals already.
    private var restoredThrough: Int64 = 0
    var hasChanged = false
    /// The emission that took its newest row; 0: it was restored from a row.
    var emission: UInt64 = 0

    /// Adds one event.
    ///
    /// - Returns: false when its totals were restored from a row that already includes this offset.
    @inline(__always)
    mutating func count(_ event: EventView, offset: Int64, isFinal: Bool) -> Bool {
        guard offset >= restoredThrough else { return false }
        counts[Int(event.type.rawValue)] += 1
        money[event.type.earnsRevenue ? 1 : 0] += Int128(event.value)
        throughOffset = max(throughOffset, offset + 1)
        revision += isFinal ? 1 : 0
        return true
    }

    /// - Parameter readsAgain: records that the row includes will come again, and are not added twice.
    mutating func restore(_ row: ResultRow, readsAgain: Bool) {
        for type in EventType.allCases { counts[Int(type.rawValue)] = row.totals[type] }
        money[0] = row.totals.spend.count
        money[1] = row.totals.revenue.count
        throughOffset = row.throughOffset
        restoredThrough = readsAgain ? row.throughOffset : 0
        if row.status == .final { revision = row.revision }
    }

    var totals: Totals {
        var totals = Totals()
        for type in EventType.allCases { totals[type] = counts[Int(type.rawValue)] }
        totals.spend = Micros(money[0])
        totals.revenue = Micros(money[1])
        return totals
    }
}
