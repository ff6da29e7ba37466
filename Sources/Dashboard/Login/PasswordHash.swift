import Crypto
import Foundation

/// A password as it is kept: `$scrypt$ln=15,r=8,p=3$SALT$KEY`, salt and key in base64 without padding.
///
/// - Source: the PHC string format; RFC 7914 for scrypt.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
    let cost: ScryptCost
    private let salt: [UInt8]
    private let key: [UInt8]

    /// Blocks its thread for a fraction of a second.
    ///
    /// - Throws: where there is no memory for it.
    public init(of password: [UInt8]) throws {
        try self.init(of: password, cost: .usual)
    }

    init(of password: [UInt8], cost: ScryptCost) throws {
        self.cost = cost
        salt = RandomBytes.make(16)
        key = try cost.derive(from: password, salt: salt).withUnsafeBytes { Array($0) }
    }

    /// Fits no password, and takes as long to find that out.
    init(matchingNothingAt cost: ScryptCost) {
        self.cost = cost
        salt = RandomBytes.make(16)
        key = RandomBytes.make(32)
    }

    /// - Returns: nil for what is no such text, or costs more than a service should pay.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Self.cost(parts[2]),
            let salt = Self.bytes(parts[3]), (8...64).contains(salt.count),
            let key = Self.bytes(parts[4]), key.count == 32
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Blocks its thread for a fraction of a second, and compares in constant time.
    func matches(_ password: [UInt8]) -> Bool {
        guard let derived = try? cost.derive(from: password, salt: salt) else { return false }
        return derived == SymmetricKey(data: key)
    }

    public var description: String {
        let numbers = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(numbers)$\(Self.text(salt))$\(Self.text(key))"
    }

    private static func cost(_ text: some StringProtocol) -> ScryptCost? {
        let values = text.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
        guard values.count == 3, values.allSatisfy({ $0.count == 2 }), values.map({ $0[0] }) == ["ln", "r", "p"],
            let logRounds = Int(values[0][1]), let blockSize = Int(values[1][1]), let parallelism = Int(values[2][1])
        else { return nil }
        return ScryptCost(checking: logRounds, blockSize, parallelism)
    }

    private static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { [UInt8]($0) }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }
}
