import AdModel

/// Windows that close because nothing comes any more.
extension PartitionEngine {
    /// Makes final the windows with data whose end + out-of-orderness the wall clock has passed, and those before
    /// them. Drops nothing, rejects nothing and leaves the watermark alone.
    ///
    /// Call it only when the partition is silent (`SilenceWatch`); a partition that is merely being read slowly must
    /// not be closed by the clock, or a replay would differ from the live run.
    ///
    /// - Parameter now: wall clock, ms since 1970 UTC.
    /// - Returns: whether a window became final.
    @discardableResult
    public mutating func closeSilent(at now: EventTime) -> Bool {
        let due = windows.last { $0.window.end + rules.outOfOrderness <= now }
        guard let due, !due.isFinal else { return false }
        close(through: due.window.end)
        return true
    }

    /// Makes every window final: the end of a replay.
    public mutating func closeAll() {
        if let newest = windows.last { close(through: newest.window.end) }
    }

    private mutating func close(through end: EventTime) {
        clock.close(through: end)
        settle()
    }
}
