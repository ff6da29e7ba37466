import NIOCore

/// What a connection is expected to fetch next, read while its client unpacks the reply before. Lives on the event loop.
///
/// A client that is behind asks for what follows as soon as it has unpacked a reply, and idles while that is read. Only
/// memory that nobody else wants is used for it, and only for a moment.
final class ReadAhead {
    typealias Outcomes = Result<[PartitionID: LogReader.Outcome], StoreError>
    typealias Taker = (_ outcomes: Outcomes, _ leased: Int) -> Void

    /// A client that has not asked by then is busy with something else.
    static let patience = TimeAmount.milliseconds(200)

    /// Bytes of the budget for replies.
    let leased: Int
    /// By partition: a client may name them in another order.
    private let wanted: [PartitionID: LogReader.Request]
    private var outcomes: Outcomes?
    /// The request that came before the read was through.
    private var taker: Taker?
    private var isDropped = false

    init(_ wanted: [LogReader.Request], leased: Int) {
        self.wanted = Self.byPartition(wanted)
        self.leased = leased
    }

    func fits(_ wanted: [LogReader.Request]) -> Bool {
        let asked = Self.byPartition(wanted)
        // The end may have moved on; there is no need to show it at once.
        return asked.count == self.wanted.count
            && asked.allSatisfy { id, request in
                self.wanted[id].map { $0.offset == request.offset && $0.maximumBytes == request.maximumBytes } ?? false
            }
    }

    /// Hands over what is read, now or when it is there; once, and not after ``drop()``.
    func take(_ taker: @escaping Taker) {
        if let outcomes { taker(outcomes, leased) } else { self.taker = taker }
    }

    /// - Returns: what goes back to the budget now.
    func arrived(_ outcomes: Outcomes) -> Int {
        if isDropped { return leased }
        self.outcomes = outcomes
        taker?(outcomes, leased)
        taker = nil
        return 0
    }

    /// Nobody will ask for it.
    ///
    /// - Returns: what goes back to the budget now; the rest does when the read is through.
    func drop() -> Int {
        isDropped = true
        return outcomes == nil ? 0 : leased
    }

    private static func byPartition(_ wanted: [LogReader.Request]) -> [PartitionID: LogReader.Request] {
        Dictionary(wanted.map { ($0.partition, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension BrokerCore {
    /// Begins to read what a connection is likely to fetch next, if there is memory to spare: at least half the budget
    /// is left to those who ask.
    ///
    /// - Parameter bytes: of the budget, at least as many as the reply can have.
    func readAhead(for connection: Int, _ wanted: [LogReader.Request], maximumBytes: Int, leasing bytes: Int) {
        dropReadAhead(of: connection)
        guard !wanted.isEmpty, !isFinishing, isOpen(connection),
            !replyBudget.isShort, replyBudget.available - bytes >= configuration.limits.outgoingBytes / 2
        else { return }
        // There is nobody in line, so nothing has to be waited for.
        replyBudget.takeAnyway(bytes)
        let ahead = ReadAhead(wanted, leased: bytes)
        readAheads[connection] = ahead
        loop.assumeIsolated().scheduleTask(in: ReadAhead.patience) { [weak self, weak ahead] in
            guard let self, let ahead, readAheads[connection] === ahead else { return }
            dropReadAhead(of: connection)
        }
        // It counts as a turn when it is taken.
        let turn = readTurn &+ 1
        read { db in
            LogReader.read(wanted, maximumBytes: maximumBytes, turn: turn, from: db)
        } then: { [self] outcomes in
            replyBudget.giveBack(ahead.arrived(outcomes))
        }
    }

    /// - Returns: false where something else was expected, or nothing; it is forgotten then.
    func takeReadAhead(
        of connection: Int, for wanted: [LogReader.Request], _ taker: @escaping ReadAhead.Taker
    ) -> Bool {
        guard let ahead = readAheads[connection], ahead.fits(wanted) else {
            dropReadAhead(of: connection)
            return false
        }
        readAheads[connection] = nil
        readTurn &+= 1
        ahead.take(taker)
        return true
    }

    func dropReadAhead(of connection: Int) {
        guard let ahead = readAheads.removeValue(forKey: connection) else { return }
        replyBudget.giveBack(ahead.drop())
    }
}
