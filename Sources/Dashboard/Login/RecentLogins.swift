import Crypto

/// Passwords that were right a moment ago, as keyed hashes: a program's next request need not be slow again.
struct RecentLogins {
    private static let lifetime = Duration.seconds(300)
    private static let most = 64

    private let key = SymmetricKey(size: .bits256)
    private var ends: [[UInt8]: ContinuousClock.Instant] = [:]

    func contains(_ credentials: Credentials, now: ContinuousClock.Instant) -> Bool {
        ends[mark(credentials)].map { now < $0 } ?? false
    }

    mutating func insert(_ credentials: Credentials, now: ContinuousClock.Instant) {
        ends = ends.filter { now < $0.value }
        if ends.count >= Self.most, let oldest = ends.min(by: { $0.value < $1.value }) { ends[oldest.key] = nil }
        ends[mark(credentials)] = now + Self.lifetime
    }

    private func mark(_ credentials: Credentials) -> [UInt8] {
        var hash = HMAC<SHA256>(key: key)
        // A name has no zero byte, so no two pairs read the same.
        hash.update(data: credentials.name + [0])
        hash.update(data: credentials.password)
        return Array(hash.finalize())
    }
}
