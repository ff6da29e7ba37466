import AdModel

/// A small number that stands for a series, so that sums are added by index instead of by hashing three strings.
typealias SeriesIndex = Int32

/// Numbers the series in use, and forgets one when its last window is gone.
struct SeriesTable {
    private var places: [Series: SeriesIndex] = [:]
    private var entries: [Series?] = []
    private var uses: [Int] = []
    private var free: [SeriesIndex] = []
    /// Grows whenever an index gets another meaning, so that what is kept by index elsewhere knows whether it is old.
    private(set) var version: UInt64 = 0

    /// One more than the largest index in use.
    var capacity: Int { entries.count }

    /// Those in use, in no order that means anything.
    var indices: some Sequence<SeriesIndex> { places.values }

    /// How many are in use.
    var count: Int { places.count }

    /// The series of ``indices``.
    var inUse: some Sequence<Series> { places.keys }

    func series(at index: SeriesIndex) -> Series {
        guard let series = entries[Int(index)] else { fatalError("series \(index) is used after its release") }
        return series
    }

    func index(of series: Series) -> SeriesIndex? { places[series] }

    /// The index of a series, new or known; it stays valid while it is retained.
    mutating func intern(_ series: Series) -> SeriesIndex {
        if let known = places[series] { return known }
        let index: SeriesIndex
        version += 1
        if let reused = free.popLast() {
            index = reused
            entries[Int(index)] = series
        } else {
            index = SeriesIndex(entries.count)
            entries.append(series)
            uses.append(0)
        }
        places[series] = index
        return index
    }

    mutating func retain(_ index: SeriesIndex) {
        uses[Int(index)] += 1
    }

    mutating func release(_ index: SeriesIndex) {
        uses[Int(index)] -= 1
        guard uses[Int(index)] == 0 else { return }
        places[series(at: index)] = nil
        entries[Int(index)] = nil
        free.append(index)
    }
}
