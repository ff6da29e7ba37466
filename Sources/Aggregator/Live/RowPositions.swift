import AdModel

/// How far back the newest rows of one partition reach, in one of the results topics: from delivery reports.
///
/// An emission's rows stand behind those of the emissions before, since the producer keeps the order of a partition. So
/// the first offset of the oldest emission that still holds a key's newest row is at or before all of them.
///
/// - Source: DESIGN §6.1, liveOffset and finalOffset.
struct RowPositions: Hashable {
    /// At or before every row that was restored: where their reading began.
    let restoredFrom: Int64
    /// The topic's end as far as it is known: rows to come are at or behind it.
    private(set) var end: Int64
    private var firsts: [First] = []

    private struct First: Hashable {
        let emission: UInt64
        var offset: Int64
    }

    /// - Parameter read: the offsets that a restore has read.
    init(read: Range<Int64>) {
        restoredFrom = read.lowerBound
        end = read.upperBound
    }

    /// A row of this emission is in the topic at this offset.
    mutating func delivered(emission: UInt64, offset: Int64) {
        end = max(end, offset + 1)
        if let last = firsts.last, last.emission == emission {
            firsts[firsts.count - 1].offset = min(last.offset, offset)
        } else {
            firsts.append(First(emission: emission, offset: offset))
        }
    }

    /// - Parameters:
    ///   - oldest: the oldest emission that holds a newest row; 0: a restored one; nil: there is no such row. All its
    ///     rows are delivered.
    ///   - end: the topic's end as it was known when `oldest` was asked for.
    func bound(oldest: UInt64?, end: Int64) -> Int64 {
        guard let oldest else { return end }
        if oldest == 0 { return restoredFrom }
        return firsts.lazy.filter { $0.emission >= oldest }.map(\.offset).min() ?? restoredFrom
    }

    /// No row of an older emission is the newest one of its key any more.
    mutating func forget(before emission: UInt64) {
        firsts.removeAll { $0.emission < emission }
    }
}
