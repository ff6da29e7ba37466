import AdModel

/// The Kafka key of a result row: `windowStart|organizationId|campaignId|channel`, each part percent-encoded.
public enum RowKeyEncoder {
    /// - Complexity: O(bytes written).
    public static func append(_ key: RowKey, to bytes: inout [UInt8]) {
        var start: [UInt8] = []
        start.reserveCapacity(24)
        RFC3339.append(key.windowStart, to: &start)
        start.withUnsafeBufferPointer { PercentEncoding.append($0, to: &bytes) }
        appendPart(key.series.organization, to: &bytes)
        appendPart(key.series.campaign, to: &bytes)
        appendPart(key.series.channel, to: &bytes)
    }

    private static func appendPart<Role>(_ name: Name<Role>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "|"))
        name.withBytes { PercentEncoding.append($0, to: &bytes) }
    }
}
