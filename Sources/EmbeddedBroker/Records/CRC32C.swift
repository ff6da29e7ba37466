import CRecordCodecs

/// The checksum of a record batch: CRC-32 with Castagnoli's polynomial.
///
/// - Source: RFC 3720, appendix B.4.
enum CRC32C {
    static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        adt_crc32c(bytes.baseAddress, bytes.count)
    }
}
