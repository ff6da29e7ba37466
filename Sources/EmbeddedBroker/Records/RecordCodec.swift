/// How a batch's records are compressed, by its number in the batch's attributes.
enum RecordCodec: UInt8, CaseIterable {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4
}
