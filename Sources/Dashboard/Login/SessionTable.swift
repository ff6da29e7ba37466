import Crypto
import Foundation

/// Who is logged in. Pure; time comes in. Held in memory only: a restart logs everybody out.
struct SessionTable {
    private struct Session {
        let openedAt: ContinuousClock.Instant
        var usedAt: ContinuousClock.Instant
    }

    static let mostIdle = Duration.seconds(12 * 3600)
    static let longest = Duration.seconds(30 * 24 * 3600)
    static let most = 1000

    /// By the hash of the token: finding one takes no time that tells about it, and memory holds nothing to log in with.
    private var sessions: [SHA256Digest: Session] = [:]

    var count: Int { sessions.count }

    /// - Returns: a token of 256 random bits, in hexadecimal.
    mutating func open(now: ContinuousClock.Instant) -> String {
        sessions = sessions.filter { Self.isAlive($0.value, now) }
        if sessions.count >= Self.most, let idlest = sessions.min(by: { $0.value.usedAt < $1.value.usedAt }) {
            sessions[idlest.key] = nil
        }
        let token = RandomBytes.make(32).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        sessions[Self.key(token)] = Session(openedAt: now, usedAt: now)
        return token
    }

    /// - Returns: whether the token is somebody's; if so it is good for another while.
    mutating func use(_ token: String, now: ContinuousClock.Instant) -> Bool {
        let key = Self.key(token)
        guard let session = sessions[key] else { return false }
        guard Self.isAlive(session, now) else {
            sessions[key] = nil
            return false
        }
        sessions[key]?.usedAt = now
        return true
    }

    mutating func close(_ token: String) {
        sessions[Self.key(token)] = nil
    }

    private static func isAlive(_ session: Session, _ now: ContinuousClock.Instant) -> Bool {
        now - session.usedAt < mostIdle && now - session.openedAt < longest
    }

    private static func key(_ token: String) -> SHA256Digest { SHA256.hash(data: Data(token.utf8)) }
}
