import CRecordCodecs

/// A batch's records cannot be unpacked, or are not where their lengths say.
struct UnreadableRecords: Error {}

/// The bytes behind a batch's header, unpacked only as far as they are read. Total over any bytes.
///
/// The packed bytes must outlive it.
struct RecordBytes: ~Copyable {
    /// How much of one batch is unpacked at most, so that a small request cannot cost gigabytes.
    static let maximumUnpacked = 64 << 20
    private static let chunkLength = 64 << 10

    /// The bytes at hand: all of them when they are not compressed, else the chunk unpacked last.
    private var chunk: UnsafeRawBufferPointer
    private var position = 0
    private var unpacked = 0
    private let unpacker: OpaquePointer?
    private let room: UnsafeMutableRawBufferPointer?

    /// Without memory for the unpacker there are no bytes to read.
    init(_ packed: UnsafeRawBufferPointer, _ codec: RecordCodec) {
        guard let number = codec.number else {
            chunk = packed
            unpacker = nil
            room = nil
            return
        }
        unpacker = adt_unpacker_new(number, packed.baseAddress, packed.count)
        room = .allocate(byteCount: Self.chunkLength, alignment: 1)
        chunk = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    deinit {
        if let unpacker { adt_unpacker_free(unpacker) }
        room?.deallocate()
    }

    mutating func byte() throws(UnreadableRecords) -> UInt8 {
        if position == chunk.count { try unpackMore() }
        defer { position += 1 }
        return chunk[position]
    }

    /// - Parameter count: not negative.
    mutating func skip(_ count: Int) throws(UnreadableRecords) {
        var left = count
        while left > chunk.count - position {
            left -= chunk.count - position
            try unpackMore()
        }
        position += left
    }

    /// Puts at least one more byte at hand.
    private mutating func unpackMore() throws(UnreadableRecords) {
        guard let unpacker, let room else { throw UnreadableRecords() }
        let written = adt_unpacker_next(unpacker, room.baseAddress, room.count)
        guard written > 0 else { throw UnreadableRecords() }
        unpacked += written
        guard unpacked <= Self.maximumUnpacked else { throw UnreadableRecords() }
        chunk = UnsafeRawBufferPointer(rebasing: room[..<written])
        position = 0
    }
}

extension RecordCodec {
    /// nil for records that are not compressed.
    fileprivate var number: adt_codec? {
        switch self {
        case .none: nil
        case .gzip: .gzip
        case .snappy: .snappy
        case .lz4: .lz4
        case .zstd: .zstd
        }
    }
}
