/// Bytes as text that may stand in an address or a key.
///
/// - Source: RFC 3986 §2.1 and §2.3.
public enum PercentEncoding {
    /// Appends `bytes`, all but the unreserved ones (letters, digits and `-._~`) as `%` and two hex digits.
    ///
    /// - Complexity: O(bytes).
    public static func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved(byte) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(hexDigit(byte >> 4))
                text.append(hexDigit(byte & 0xF))
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
