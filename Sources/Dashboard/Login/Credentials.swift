import Foundation
import HTTPTypes

/// A name and a password as somebody sent them; compared as bytes.
struct Credentials: Sendable {
    let name: [UInt8]
    let password: [UInt8]

    init(name: some Sequence<UInt8>, password: some Sequence<UInt8>) {
        self.name = Array(name)
        self.password = Array(password)
    }

    /// - Parameter authorization: the header's value.
    /// - Returns: nil for what is not HTTP's Basic login.
    /// - Source: RFC 7617.
    init?(authorization: String) {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(parts[1])), let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        self.init(name: bytes[..<colon], password: bytes[colon...].dropFirst())
    }
}
