import NIOCore

/// The fixed part of a record batch in its present form (magic 2), as the bytes claim it: `BatchCheck` says whether
/// the claims fit together. Total over any bytes; no arithmetic on them traps.
///
/// - Source: https://kafka.apache.org/documentation/#recordbatch
struct BatchHeader: Equatable, Sendable {
    /// The bytes before the first record.
    static let length = 61
    /// The bytes before those that `batchLength` counts: the base offset and the length itself.
    static let uncountedLength = 12
    /// Where the magic stands, in this form of a batch and in the older ones.
    static let magicPosition = 16
    /// Where the bytes under the checksum begin; they go on to the end of the batch.
    static let checkedPosition = 21

    enum TimestampType: Equatable, Sendable {
        /// Every record has the time that its producer gave it.
        case createTime
        /// Every record has the batch's `maxTimestamp`, the broker's time.
        case logAppendTime
    }

    let baseOffset: Int64
    let batchLength: Int32
    let leaderEpoch: Int32
    let magic: Int8
    let crc: UInt32
    let attributes: Int16
    let lastOffsetDelta: Int32
    let baseTimestamp: Int64
    let maxTimestamp: Int64
    /// −1 for a producer that is not idempotent.
    let producerID: Int64
    let producerEpoch: Int16
    let baseSequence: Int32
    let recordCount: Int32

    /// - Returns: nil when there are fewer than 61 bytes.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.length else { return nil }
        func field<T: FixedWidthInteger>(at position: Int) -> T {
            T(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
        }
        baseOffset = field(at: 0)
        batchLength = field(at: 8)
        leaderEpoch = field(at: 12)
        magic = field(at: Self.magicPosition)
        crc = field(at: 17)
        attributes = field(at: Self.checkedPosition)
        lastOffsetDelta = field(at: 23)
        baseTimestamp = field(at: 27)
        maxTimestamp = field(at: 35)
        producerID = field(at: 43)
        producerEpoch = field(at: 51)
        baseSequence = field(at: 53)
        recordCount = field(at: 57)
    }

    /// - Returns: nil when there are fewer than 61 readable bytes.
    init?(_ buffer: ByteBuffer) {
        guard let header = buffer.withUnsafeReadableBytes({ BatchHeader($0) }) else { return nil }
        self = header
    }

    /// The whole batch's size by its own length field; negative or too small where that is wrong.
    var sizeInBytes: Int { Self.uncountedLength + Int(batchLength) }

    var lastOffset: Int64 { baseOffset &+ Int64(lastOffsetDelta) }

    /// nil for a number that has no codec.
    var codec: RecordCodec? { RecordCodec(rawValue: UInt8(attributes & 0b111)) }
    var timestampType: TimestampType { attributes & 1 << 3 == 0 ? .createTime : .logAppendTime }
    var isTransactional: Bool { attributes & 1 << 4 != 0 }
    var isControl: Bool { attributes & 1 << 5 != 0 }
    var isIdempotent: Bool { producerID >= 0 }

    /// The sequence number of the last record; 0 follows `Int32.max`. −1 where the producer numbers nothing.
    var lastSequence: Int32 {
        guard baseSequence >= 0 else { return -1 }
        return Int32((Int64(baseSequence) + Int64(lastOffsetDelta)) & Int64(Int32.max))
    }
}
