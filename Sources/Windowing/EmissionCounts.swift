/// Of how many keys the newest row was taken in which emission: tells the oldest one without looking at the keys.
struct EmissionCounts {
    private struct Group {
        let emission: UInt64
        var keys: Int
    }

    /// Keys without an emission: they are new, or were restored from a row.
    private var none = 0
    /// Ascending by emission; those before `oldestIndex` have no keys.
    private var groups: [Group] = []
    private var oldestIndex = 0

    /// 0 where a key is without; nil without keys.
    var oldest: UInt64? {
        if none > 0 { return 0 }
        return oldestIndex < groups.count ? groups[oldestIndex].emission : nil
    }

    /// A key's newest row is of this emission, which is 0 or not older than any before: the engine's caller keeps to that,
    /// since its ledger counts upwards for as long as the engine lives.
    ///
    /// - Complexity: O(1).
    mutating func add(_ emission: UInt64) {
        if emission == 0 {
            none += 1
        } else if let last = groups.last, last.emission == emission {
            groups[groups.count - 1].keys += 1
            oldestIndex = min(oldestIndex, groups.count - 1)
        } else {
            groups.append(Group(emission: emission, keys: 1))
        }
    }

    /// A key's newest row is of this emission no more.
    ///
    /// - Complexity: O(log emissions).
    mutating func remove(_ emission: UInt64) {
        if emission == 0 {
            none -= 1
            return
        }
        groups[index(of: emission)].keys -= 1
        while oldestIndex < groups.count, groups[oldestIndex].keys == 0 { oldestIndex += 1 }
        // Half of them empty: worth the move.
        if 2 * oldestIndex > groups.count + 16 {
            groups.removeFirst(oldestIndex)
            oldestIndex = 0
        }
    }

    private func index(of emission: UInt64) -> Int {
        var (low, high) = (0, groups.count)
        while low < high {
            let middle = (low + high) / 2
            if groups[middle].emission < emission { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
