/// How fast one address may guess passwords: some at once, then one in a while. Pure; time comes in.
///
/// - Source: the virtual scheduling form of the generic cell rate algorithm, ITU-T I.371.
struct GuessLimit {
    static let atOnce = 20
    static let pause = Duration.seconds(6)
    static let mostAddresses = 1000

    /// Until when an address has used up its guesses; what lies in the past is as good as absent.
    private var paidUntil: [PeerAddress: ContinuousClock.Instant] = [:]

    var addresses: Int { paidUntil.count }

    /// Counts a guess.
    ///
    /// - Returns: how long to wait before the next one; nil: go on.
    mutating func take(from peer: PeerAddress, now: ContinuousClock.Instant) -> Duration? {
        let paid = max(paidUntil[peer] ?? now, now)
        let excess = now.duration(to: paid) + Self.pause - Self.pause * Self.atOnce
        guard excess <= .zero else { return excess }
        if paidUntil[peer] == nil { makeRoom(now) }
        paidUntil[peer] = paid + Self.pause
        return nil
    }

    /// The password was right, or was not looked at.
    mutating func giveBack(to peer: PeerAddress) {
        paidUntil[peer]? -= Self.pause
    }

    private mutating func makeRoom(_ now: ContinuousClock.Instant) {
        guard paidUntil.count >= Self.mostAddresses else { return }
        paidUntil = paidUntil.filter { now < $0.value }
        guard paidUntil.count >= Self.mostAddresses, let least = paidUntil.min(by: { $0.value < $1.value }) else {
            return
        }
        paidUntil[least.key] = nil
    }
}
