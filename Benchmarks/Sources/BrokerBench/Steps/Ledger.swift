import BenchSupport

/// What was written, or read, in which order: when the two are equal, every record is there once and at its place.
///
/// All records are counted and their offsets must follow each other; of one in a hundred the bytes count too.
struct Ledger: Equatable {
    private static let sampled: Int64 = 101

    private(set) var counts: [Int]
    private var checksum: UInt64 = 0
    /// The first offset that was not the one expected.
    private(set) var firstGap: String?

    init(partitions: Int) {
        counts = Array(repeating: 0, count: partitions)
    }

    var total: Int { counts.reduce(0, +) }

    /// - Parameter withValue: lends the record's bytes; called for a sampled record only.
    mutating func add(
        partition: Int32, offset: Int64, withValue: ((UnsafeRawBufferPointer) -> UInt64) -> UInt64
    ) {
        let expected = counts[Int(partition)]
        if offset != expected, firstGap == nil {
            firstGap = "offset \(offset) of partition \(partition) came where \(expected) was expected"
        }
        counts[Int(partition)] += 1
        guard offset % Self.sampled == 0 else { return }
        // Where it is counts as much as what it is.
        let place = UInt64(bitPattern: offset) &* 64 &+ UInt64(partition)
        checksum &+= withValue { Self.hash($0, seed: place) }
    }

    /// - Source: FNV-1a, 64 bits.
    private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Adds what another consumer read, from other partitions.
    mutating func add(_ other: Ledger) {
        for (partition, count) in other.counts.enumerated() { counts[partition] += count }
        checksum &+= other.checksum
        firstGap = firstGap ?? other.firstGap
    }

    /// - Throws: when what was read is not what was written.
    func verify(against written: Ledger) throws {
        if let gap = written.firstGap { throw BenchError("acknowledged out of order: \(gap)") }
        if let gap = firstGap { throw BenchError("read back out of order: \(gap)") }
        guard counts == written.counts else {
            throw BenchError("records a partition: \(written.counts) acknowledged, \(counts) read back")
        }
        guard checksum == written.checksum else { throw BenchError("other bytes came back than were acknowledged") }
    }
}
