/// Goes through a batch's records in their order and tells each one's offset and timestamp; keys, values and headers are
/// skipped. Total over any bytes. The batch's bytes must outlive it.
///
/// - Source: https://kafka.apache.org/documentation/#record
struct RecordCursor: ~Copyable {
    private let header: BatchHeader
    private var bytes: RecordBytes
    private var recordsLeft: Int32
    /// The rest of the record read last. Skipped only when another is asked for: it may not be unpacked yet.
    private var unread = 0

    /// - Parameters:
    ///   - batch: at least one whole batch; what comes behind it is not looked at.
    ///   - header: the batch's.
    init(_ batch: UnsafeRawBufferPointer, _ header: BatchHeader) throws(UnreadableRecords) {
        guard header.sizeInBytes >= BatchHeader.length, header.sizeInBytes <= batch.count, let codec = header.codec
        else {
            throw UnreadableRecords()
        }
        self.header = header
        bytes = RecordBytes(UnsafeRawBufferPointer(rebasing: batch[BatchHeader.length..<header.sizeInBytes]), codec)
        recordsLeft = header.recordCount
    }

    /// - Returns: nil behind the last record.
    mutating func next() throws(UnreadableRecords) -> (offset: Int64, timestamp: Int64)? {
        guard recordsLeft > 0 else { return nil }
        recordsLeft -= 1
        try bytes.skip(unread)
        let length = try varint().value
        guard (0...Int64(Int32.max)).contains(length) else { throw UnreadableRecords() }
        let attributes = 1
        _ = try bytes.byte()
        let timestampDelta = try varint()
        let offsetDelta = try varint()
        unread = Int(length) - attributes - timestampDelta.size - offsetDelta.size
        guard unread >= 0 else { throw UnreadableRecords() }
        return (try offset(offsetDelta.value), try timestamp(timestampDelta.value))
    }

    private func offset(_ delta: Int64) throws(UnreadableRecords) -> Int64 {
        guard delta >= 0, delta <= header.lastOffsetDelta else { throw UnreadableRecords() }
        return header.baseOffset &+ delta
    }

    private func timestamp(_ delta: Int64) throws(UnreadableRecords) -> Int64 {
        if header.timestampType == .logAppendTime { return header.maxTimestamp }
        let (timestamp, overflow) = header.baseTimestamp.addingReportingOverflow(delta)
        guard !overflow else { throw UnreadableRecords() }
        return timestamp
    }

    /// - Source: the protocol's VARLONG: zigzag, 7 bits a byte, the lowest first; at most 10 bytes.
    private mutating func varint() throws(UnreadableRecords) -> (value: Int64, size: Int) {
        var bits: UInt64 = 0
        for size in 1...10 {
            let byte = try bytes.byte()
            let shift = UInt64(7 * (size - 1))
            // The tenth byte has room for one bit.
            guard size < 10 || byte <= 1 else { break }
            bits |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return (Int64(bitPattern: bits >> 1) ^ -Int64(bits & 1), size) }
        }
        throw UnreadableRecords()
    }
}
