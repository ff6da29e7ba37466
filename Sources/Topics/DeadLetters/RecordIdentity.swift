import Kafka

/// What tells the record of one letter from that of another: its place, and its bytes, since a topic that is deleted and
/// made again uses its places again.
///
/// The fingerprint is a SipHash with a key of this process, so nobody can write two events that have the same one.
public struct RecordIdentity: Hashable, Sendable {
    let source: RecordID
    let fingerprint: UInt64
}

extension DeadLetter {
    public typealias Bytes = UnsafeRawBufferPointer?

    /// The aggregator cuts key and value of larger records to this length each (DESIGN §3, logs.dlq).
    private static let cutLength = 65_536

    /// - Parameters: the letter's own.
    public func identity(key: Bytes, value: Bytes) -> RecordIdentity {
        identity(key, value, length: isCut ? length : value?.count ?? 0)
    }

    /// The identity that the record's letter has when it is cut; nil for one that never is.
    func cutIdentity(key: Bytes, value: Bytes) -> RecordIdentity? {
        if isCut { return identity(key: key, value: value) }
        guard (key?.count ?? 0) + (value?.count ?? 0) > Self.cutLength else { return nil }
        func cut(_ bytes: Bytes) -> Bytes { bytes.map { .init(rebasing: $0.prefix(Self.cutLength)) } }
        return identity(cut(key), cut(value), length: value?.count ?? 0)
    }

    private func identity(_ key: Bytes, _ value: Bytes, length: Int) -> RecordIdentity {
        var hasher = Hasher()
        for bytes in [key, value] {
            // No key is not the same as an empty one.
            hasher.combine(bytes?.count ?? -1)
            if let bytes { hasher.combine(bytes: bytes) }
        }
        hasher.combine(length)
        return RecordIdentity(source: source, fingerprint: UInt64(bitPattern: Int64(hasher.finalize())))
    }
}

/// Identities of records, of any topics.
///
/// A page stands for 4,096 offsets. An entry is the offset's low 12 bits and 52 bits of the fingerprint: two different
/// records are taken for one only if they have the same place, and then with a probability of 2^-52.
///
/// Memory: 11 to 22 bytes a record where many are in, so 110 to 220 MB for ten million; about 130 bytes for one that is
/// alone on its page. A set grows by doubling, so there is a page for each stretch: never more than one is there twice.
struct RecordSet {
    private var partitions: [TopicPartition: [Int64: Set<UInt64>]] = [:]
    private(set) var count = 0

    /// - Returns: false when it was there already.
    /// - Complexity: O(1).
    @discardableResult
    mutating func insert(_ record: RecordIdentity) -> Bool {
        let (page, entry) = Self.slot(of: record)
        let isNew = partitions[record.source.partition, default: [:]][page, default: []].insert(entry).inserted
        if isNew { count += 1 }
        return isNew
    }

    func contains(_ record: RecordIdentity) -> Bool {
        let (page, entry) = Self.slot(of: record)
        return partitions[record.source.partition]?[page]?.contains(entry) ?? false
    }

    private static func slot(of record: RecordIdentity) -> (page: Int64, entry: UInt64) {
        (record.source.offset >> 12, UInt64(truncatingIfNeeded: record.source.offset) << 52 | record.fingerprint >> 12)
    }
}
