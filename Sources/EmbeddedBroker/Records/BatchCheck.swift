import NIOCore

/// Whether a produce request's records for one partition are a batch that may be appended as it stands.
enum BatchCheck {
    /// The first version of the produce request that may carry zstd (KIP-110).
    private static let firstZstdVersion: Int16 = 7

    /// Checks all that the header tells, and the checksum. The records themselves are not unpacked.
    ///
    /// - Parameters:
    ///   - produceVersion: the version of the request that brought them.
    ///   - maximumBytes: of the whole batch, header included.
    /// - Returns: the header of the one batch that `records` is, or the error code to answer with.
    /// - Complexity: O(bytes), for the checksum; O(1) when something else is wrong.
    static func validate(
        _ records: ByteBuffer, produceVersion: Int16, maximumBytes: Int
    ) -> Result<BatchHeader, ErrorCode> {
        records.withUnsafeReadableBytes { bytes in
            do throws(ErrorCode) {
                let header = try oneBatch(bytes)
                guard bytes.count <= maximumBytes else { throw .messageTooLarge }
                guard hasItsChecksum(bytes, header) else { throw .corruptMessage }
                try checkAttributes(header, produceVersion: produceVersion)
                try checkNumbers(header)
                return .success(header)
            } catch {
                return .failure(error)
            }
        }
    }

    /// The magic comes first: an older message set is refused as such, whatever number of messages it has.
    private static func oneBatch(_ bytes: UnsafeRawBufferPointer) throws(ErrorCode) -> BatchHeader {
        guard bytes.count > BatchHeader.magicPosition else { throw .invalidRecord }
        switch bytes[BatchHeader.magicPosition] {
        case 0, 1: throw .unsupportedForMessageFormat
        case 2: break
        default: throw .invalidRecord
        }
        guard let header = BatchHeader(bytes), header.sizeInBytes == bytes.count else { throw .invalidRecord }
        return header
    }

    /// - Precondition: the bytes are the whole batch that the header stands before.
    private static func hasItsChecksum(_ bytes: UnsafeRawBufferPointer, _ header: BatchHeader) -> Bool {
        CRC32C.checksum(of: UnsafeRawBufferPointer(rebasing: bytes[BatchHeader.checkedPosition...])) == header.crc
    }

    private static func checkAttributes(_ header: BatchHeader, produceVersion: Int16) throws(ErrorCode) {
        guard !header.isControl else { throw .invalidRecord }
        guard !header.isTransactional else { throw .invalidTransactionState }
        guard header.timestampType == .createTime else { throw .invalidTimestamp }
        guard let codec = header.codec else { throw .unsupportedCompressionType }
        guard codec != .zstd || produceVersion >= firstZstdVersion else { throw .unsupportedCompressionType }
    }

    private static func checkNumbers(_ header: BatchHeader) throws(ErrorCode) {
        guard header.recordCount > 0, header.lastOffsetDelta == header.recordCount - 1 else { throw .invalidRecord }
        guard header.producerID >= -1 else { throw .invalidRecord }
        guard header.isIdempotent else { return }
        guard header.producerEpoch >= 0, header.baseSequence >= 0 else { throw .invalidRecord }
    }
}

extension BatchCheck {
    /// Whether a batch that was kept is still what it was: its length and its checksum.
    static func isSound(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let header = BatchHeader(bytes), header.sizeInBytes == bytes.count else { return false }
        return hasItsChecksum(bytes, header)
    }
}
