import AdModel

/// The series of one window, numbered from 0 in the order they came: an open-addressed hash table over flat storage.
///
/// Names are looked up by their bytes and kept as bytes, so that an event whose series is known costs no allocation and
/// no reference count. A value: a copy is independent.
///
/// Invariants: `slots` has a power of two of entries, at most a quarter of them in use, so that nearly every series stands
/// in the first one that is looked at; every series has exactly one.
struct SeriesTable {
    /// Half of the hash and the number + 1; 0: not in use. The halves tell most others apart without a look at names.
    private var slots: [Slot]
    private var entries: [Entry] = []
    private var names: [UInt8] = []

    private struct Slot {
        var tag: UInt32 = 0
        var number: UInt32 = 0
    }

    private struct Entry {
        let hash: UInt64
        /// Where its names begin, one behind the other, and how long each is.
        let start: Int
        let lengths: Lengths
    }

    private struct Lengths: Equatable {
        let organization: UInt8
        let campaign: UInt8
        let channel: UInt8

        init(_ series: SeriesView) {
            organization = UInt8(truncatingIfNeeded: series.organization.count)
            campaign = UInt8(truncatingIfNeeded: series.campaign.count)
            channel = UInt8(truncatingIfNeeded: series.channel.count)
        }
    }

    /// - Parameter capacity: how many series to make room for.
    init(capacity: Int) {
        var slotCount = 16
        while slotCount < 4 * capacity { slotCount *= 2 }
        slots = Array(repeating: Slot(), count: slotCount)
        entries.reserveCapacity(capacity)
    }

    var count: Int { entries.count }

    /// The number of a series; ``count`` before the call where it is new.
    ///
    /// - Complexity: O(1) expected.
    mutating func number(of series: SeriesView) -> Int {
        let tag = UInt32(truncatingIfNeeded: series.hash >> 32)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: series.hash) & mask
        while slots[slot].number != 0 {
            let number = Int(slots[slot].number) - 1
            if slots[slot].tag == tag, isEqual(number, series) { return number }
            slot = (slot + 1) & mask
        }
        return insert(series, tag: tag, slot: slot)
    }

    /// Lends the names of a series to `body`.
    func withView<R>(of number: Int, _ body: (SeriesView) throws -> R) rethrows -> R {
        let entry = entries[number]
        return try names.withUnsafeBytes { names in
            let (first, second) = (entry.start + Int(entry.lengths.organization), Int(entry.lengths.campaign))
            return try body(
                SeriesView(
                    organization: UnsafeRawBufferPointer(rebasing: names[entry.start..<first]),
                    campaign: UnsafeRawBufferPointer(rebasing: names[first..<first + second]),
                    channel: UnsafeRawBufferPointer(
                        rebasing: names[first + second..<first + second + Int(entry.lengths.channel)]),
                    hash: entry.hash))
        }
    }

    /// Orders numbers by organization, campaign and channel, as bytes.
    func sort(_ numbers: inout [Int]) {
        names.withUnsafeBytes { names in
            entries.withUnsafeBufferPointer { entries in
                numbers.sort { Self.precedes(entries[$0], entries[$1], in: names) }
            }
        }
    }

    @inline(__always)
    private func isEqual(_ number: Int, _ series: SeriesView) -> Bool {
        guard entries[number].lengths == Lengths(series) else { return false }
        return names.withUnsafeBytes { names in
            names.baseAddress.map { series.isEqual(to: $0 + entries[number].start) } ?? false
        }
    }

    private mutating func insert(_ series: SeriesView, tag: UInt32, slot: Int) -> Int {
        let number = entries.count
        entries.append(Entry(hash: series.hash, start: names.count, lengths: Lengths(series)))
        names.append(contentsOf: series.organization)
        names.append(contentsOf: series.campaign)
        names.append(contentsOf: series.channel)
        slots[slot] = Slot(tag: tag, number: UInt32(number + 1))
        if 4 * entries.count > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        let mask = 2 * slots.count - 1
        slots = Array(repeating: Slot(), count: mask + 1)
        for (number, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[slot].number != 0 { slot = (slot + 1) & mask }
            slots[slot] = Slot(tag: UInt32(truncatingIfNeeded: entry.hash >> 32), number: UInt32(number + 1))
        }
    }

    private static func precedes(_ a: Entry, _ b: Entry, in names: UnsafeRawBufferPointer) -> Bool {
        guard let base = names.baseAddress else { return false }
        let (startA, startB) = (base + a.start, base + b.start)
        var order = compareBytes(startA, Int(a.lengths.organization), startB, Int(b.lengths.organization))
        if order != 0 { return order < 0 }
        let (campaignA, campaignB) = (startA + Int(a.lengths.organization), startB + Int(b.lengths.organization))
        order = compareBytes(campaignA, Int(a.lengths.campaign), campaignB, Int(b.lengths.campaign))
        if order != 0 { return order < 0 }
        return compareBytes(
            campaignA + Int(a.lengths.campaign), Int(a.lengths.channel), campaignB + Int(b.lengths.campaign),
            Int(b.lengths.channel)) < 0
    }
}
