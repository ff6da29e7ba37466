import Crypto
import CryptoExtras
import Foundation

/// What one guess at a password costs: scrypt over 128 · blockSize · 2^logRounds bytes, `parallelism` times in turn.
struct ScryptCost: Hashable, Sendable {
    let logRounds: Int
    let blockSize: Int
    let parallelism: Int

    /// 32 MiB, three times: a fraction of a second here, and as dear in memory for those who guess.
    /// - Source: OWASP Password Storage Cheat Sheet, scrypt.
    static let usual = ScryptCost(logRounds: 15, blockSize: 8, parallelism: 3)

    /// More than this would be taken from the service at each login.
    private static let mostBytes = 128 << 20

    private var bytes: Int { 128 * blockSize << logRounds }
    var work: Int { bytes * parallelism }

    /// nil: nothing that scrypt can do, or more than a service should.
    init?(checking logRounds: Int, _ blockSize: Int, _ parallelism: Int) {
        guard (1...20).contains(logRounds), (1...32).contains(blockSize), (1...16).contains(parallelism) else {
            return nil
        }
        self.init(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard bytes <= Self.mostBytes else { return nil }
    }

    init(logRounds: Int, blockSize: Int, parallelism: Int) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Blocks its thread for as long as it takes; never call it on a task's.
    ///
    /// - Returns: 32 bytes.
    /// - Throws: where there is no memory for it.
    func derive(from password: [UInt8], salt: [UInt8]) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: 32, rounds: 1 << logRounds, blockSize: blockSize,
            parallelism: parallelism)
    }
}
