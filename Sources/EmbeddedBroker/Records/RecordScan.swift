/// Finds a record in a batch by its timestamp, for ListOffsets. Exact in compressed batches too.
///
/// A batch that cannot be read stands for all its records: it answers with its base offset and base timestamp. A client
/// that goes there sees too much rather than too little. A batch cannot be read when its records are not what the
/// header and their own lengths say, unpack to more than 64 MiB, or need a larger zstd window than 8 MiB (levels above 19).
enum RecordScan {
    typealias Found = (offset: Int64, timestamp: Int64)

    /// - Parameters:
    ///   - batch: one whole batch from its base offset on. Its checksum is not looked at.
    ///   - timestamp: ms since 1970 UTC.
    ///   - start: records below this offset are deleted, though the batch has them still.
    /// - Returns: the first record, in the order of offsets, that is not older; nil when all are, or when the bytes do
    ///   not have so much as a header. For a batch that cannot be read: its base offset and base timestamp, unless
    ///   its maximum timestamp is older.
    /// - Complexity: O(bytes unpacked up to that record).
    static func firstRecord(in batch: UnsafeRawBufferPointer, atOrAfter timestamp: Int64, from start: Int64 = 0)
        -> Found?
    {
        guard let header = BatchHeader(batch) else { return nil }
        do throws(UnreadableRecords) {
            var cursor = try RecordCursor(batch, header)
            while let record = try cursor.next() {
                if record.timestamp >= timestamp, record.offset >= start { return record }
            }
            // A header that promises such a record lies, and many that do would cost the unpacking of each: as unreadable.
            if start <= header.baseOffset { throw UnreadableRecords() }
            return nil
        } catch {
            return header.maxTimestamp >= timestamp ? (max(start, header.baseOffset), header.baseTimestamp) : nil
        }
    }
}
