import AdModel

/// The Kafka key of a result row: `windowStart|organizationId|campaignId|channel`, each part percent-encoded.
public enum RowKeyEncoder {
    /// - Complexity: O(bytes written).
    public static func append(_ key: RowKey, to bytes: inout [UInt8]) {
        var start: [UInt8] = []
        start.reserveCapacity(24)
        RFC3339.append(key.windowStart, to: &start)
        start.withUnsafeBufferPointer { appendEncoded($0, to: &bytes) }
        appendPart(key.series.organization, to: &bytes)
        appendPart(key.series.campaign, to: &bytes)
        appendPart(key.series.channel, to: &bytes)
    }

    private static func appendPart<Role>(_ name: Name<Role>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "|"))
        name.withBytes { appendEncoded($0, to: &bytes) }
    }

    /// - Source: RFC 3986 §2.1 and §2.3.
    private static func appendEncoded(_ part: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        for byte in part {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 0xF))
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~": true
        default: false
        }
    }
}
