/// Which offsets may be committed: a checkpoint's, once every message sent up to it is acknowledged by the broker.
///
/// Pure bookkeeping. A checkpoint is *open* while messages join it, *waiting* from `close` until its last delivery
/// report, and then *confirmed*. Checkpoints are confirmed in their order, so a later one never commits past an
/// earlier one's missing row.
///
/// - Source: DESIGN §6.1.
struct CheckpointLedger<Offsets> {
    private struct Waiting {
        let id: UInt64
        var unconfirmed: Int
        let offsets: Offsets
    }

    /// Names the open checkpoint; messages carry it as their token.
    private(set) var openID: UInt64 = 1
    private var openUnconfirmed = 0
    /// Whether a message was sent since the last close, acknowledged by now or not.
    private(set) var hasOpenMessages = false
    private var waiting: [Waiting] = []

    /// Checkpoints that are closed and not confirmed.
    var waitingCount: Int { waiting.count }
    /// Messages without a delivery report.
    var unconfirmedCount: Int { waiting.reduce(openUnconfirmed) { $0 + $1.unconfirmed } }

    /// A message that carries `openID` as its token was handed to the producer.
    mutating func messageSent() {
        openUnconfirmed += 1
        hasOpenMessages = true
    }

    /// A message of checkpoint `token` is acknowledged. Tokens from before `reset` are ignored.
    mutating func messageConfirmed(token: UInt64) {
        if token == openID {
            openUnconfirmed -= 1
        } else if let index = waiting.firstIndex(where: { $0.id == token }) {
            waiting[index].unconfirmed -= 1
        }
    }

    /// Closes the open checkpoint: `offsets` may be committed when all its messages, and those before, are confirmed.
    mutating func close(with offsets: Offsets) {
        waiting.append(Waiting(id: openID, unconfirmed: openUnconfirmed, offsets: offsets))
        openID += 1
        openUnconfirmed = 0
        hasOpenMessages = false
    }

    /// Takes out the confirmed checkpoints, oldest first.
    mutating func takeConfirmed() -> [Offsets] {
        let confirmed = waiting.prefix { $0.unconfirmed == 0 }.map(\.offsets)
        waiting.removeFirst(confirmed.count)
        return confirmed
    }

    /// Forgets everything: the partitions were revoked or lost.
    mutating func reset() {
        waiting.removeAll()
        openID += 1
        openUnconfirmed = 0
        hasOpenMessages = false
    }
}
