internal import CRecordCodecs

/// One batch of records for one partition: gathered as they will stand there, packed once, kept until acknowledged.
///
/// `@unchecked`: it has one owner at a time. The producer's thread fills it, `BulkExchange` hands it to the sender's, and
/// back.
final class BulkBatch: @unchecked Sendable {
    /// Of the fields around a record's key and value, at most.
    static let recordOverhead = 40
    private static let headerLength = 61
    private static let checkedPosition = 21

    private let records: UnsafeMutableRawPointer
    private let capacity: Int
    private var used = 0
    private(set) var count = 0
    private(set) var partition: Int32 = 0
    private var firstTimestamp: Int64 = 0
    private var lastTimestamp: Int64 = 0

    /// The request's bytes: what stands before the batch, the batch's header, the packed records.
    private var request = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var requestLength = 0

    /// Empty until it is sealed.
    var requestBytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: request[..<requestLength])
    }

    /// - Parameter capacity: bytes of records, with what stands around their keys and values.
    init(capacity: Int) {
        self.capacity = capacity
        records = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        records.deallocate()
        request.deallocate()
    }

    /// Makes it an empty batch for a partition.
    func begin(partition: Int32, at now: Int64) {
        self.partition = partition
        (used, count, requestLength) = (0, 0, 0)
        (firstTimestamp, lastTimestamp) = (now, now)
    }

    /// When the first record came, in ms since 1970 UTC.
    var begun: Int64 { firstTimestamp }

    func hasRoom(_ bytes: Int) -> Bool { used + bytes + Self.recordOverhead <= capacity }

    /// Adds a record whose value `write` puts where it is to stand.
    ///
    /// The lengths before the value are not known yet. They are taken to need two bytes each, as they do from 64 to 8191
    /// bytes; any other value is moved to where it belongs.
    /// - Parameter now: ms since 1970 UTC.
    /// - Precondition: there is room for the key and all that `write` may put there.
    func append(key: UnsafeRawBufferPointer?, at now: Int64, _ write: (UnsafeMutableRawPointer) -> Int?) {
        let start = records + used
        let timestamp = Int(now - firstTimestamp)
        let keyLength = key?.count ?? -1
        let fixed =
            1 + WirePen.varintLength(timestamp) + WirePen.varintLength(count) + WirePen.varintLength(keyLength)
            + max(0, keyLength)
        let guess = start + 2 + fixed + 2
        let valueLength = write(guess)
        let length = fixed + WirePen.varintLength(valueLength ?? -1) + (valueLength ?? 0) + 1
        let valueStart =
            start + WirePen.varintLength(length) + fixed + WirePen.varintLength(valueLength ?? -1)
        if valueStart != guess, let valueLength { valueStart.copyMemory(from: guess, byteCount: valueLength) }
        var pen = WirePen(at: start)
        pen.varint(length)
        pen.integer(0 as Int8)
        pen.varint(timestamp)
        pen.varint(count)
        pen.varint(keyLength)
        if let key { pen.bytes(key) }
        pen.varint(valueLength ?? -1)
        (valueStart + (valueLength ?? 0)).storeBytes(of: 0, as: UInt8.self)  // no headers
        used = valueStart + (valueLength ?? 0) + 1 - records
        precondition(used <= capacity, "a record that is longer than it was said to be")
        lastTimestamp = max(lastTimestamp, now)
        count += 1
    }

    /// Packs the records and writes the request around them.
    ///
    /// - Parameter prefix: what stands before the batch, see `BulkRequest`.
    func seal(producer: BulkRequest.ProducerID, sequence: Int32, prefix: BulkRequest) {
        let start = prefix.length + Self.headerLength
        let bound = adt_lz4_bound(used)
        if request.count < start + bound {
            request.deallocate()
            request = .allocate(byteCount: start + bound, alignment: 16)
        }
        guard let memory = request.baseAddress else { return }
        let packed = adt_lz4_pack(records, used, memory + start, bound)
        precondition(packed > 0, "lz4 packs anything into its own bound")
        requestLength = start + packed
        writeHeader(at: memory + prefix.length, packed: packed, producer: producer, sequence: sequence)
        prefix.write(to: memory, partition: partition, recordsLength: Self.headerLength + packed)
    }

    /// - Source: https://kafka.apache.org/documentation/#recordbatch
    private func writeHeader(
        at start: UnsafeMutableRawPointer, packed: Int, producer: BulkRequest.ProducerID, sequence: Int32
    ) {
        let lz4: Int16 = 3
        var pen = WirePen(at: start + Self.checkedPosition)
        pen.integer(lz4)
        pen.integer(Int32(count - 1))
        pen.integer(firstTimestamp)
        pen.integer(lastTimestamp)
        pen.integer(producer.id)
        pen.integer(producer.epoch)
        pen.integer(sequence)
        pen.integer(Int32(count))
        let checked = Self.headerLength - Self.checkedPosition + packed
        pen = WirePen(at: start)
        pen.integer(0 as Int64)  // the broker's to give
        pen.integer(Int32(Self.headerLength - 12 + packed))
        pen.integer(-1 as Int32)
        pen.integer(2 as Int8)  // magic
        pen.integer(adt_crc32c(start + Self.checkedPosition, checked))
    }
}
