import AdModel

/// Bytes that compare as rows are ordered: by window start, organization, campaign, channel and partition.
enum RowSortKey {
    static func append(_ row: ResultRow, to key: inout [UInt8]) {
        appendNumber(row.window.start.milliseconds, to: &key)
        appendName(row.series.organization, to: &key)
        appendName(row.series.campaign, to: &key)
        appendName(row.series.channel, to: &key)
        appendNumber(Int64(row.partition), to: &key)
    }

    /// Big-endian, with the sign turned over, so that negative numbers come first.
    private static func appendNumber(_ value: Int64, to key: inout [UInt8]) {
        withUnsafeBytes(of: (UInt64(bitPattern: value) ^ 1 << 63).bigEndian) { key.append(contentsOf: $0) }
    }

    /// Ended by a byte that is below all that a name can have, so that a name comes before those it begins.
    private static func appendName<Role>(_ name: Name<Role>, to key: inout [UInt8]) {
        name.withBytes { key.append(contentsOf: $0) }
        key.append(0)
    }
}
