import NIOCore

/// The replies of one connection, which leave in the order of their requests, whenever they are ready. Pure.
struct ReplyQueue {
    /// What is sent for a request.
    enum Reply {
        /// Its bytes in some parts, and what of the budget for replies goes back once they have left.
        case send([ByteBuffer], leased: Int)
        /// A produce request that wants no answer.
        case nothing
    }

    private var slots: [Reply?] = []
    /// The number of the request in the first slot.
    private var first = 0

    /// Requests that were not answered yet, or wait for one before them.
    var count: Int { slots.count }

    /// - Returns: the request's number, to be used with `answer`.
    mutating func add() -> Int {
        slots.append(nil)
        return first + slots.count - 1
    }

    mutating func answer(_ number: Int, with reply: Reply) {
        guard number >= first, number - first < slots.count else { return }
        slots[number - first] = reply
    }

    /// The next reply that may leave.
    mutating func next() -> Reply? {
        guard let head = slots.first, let reply = head else { return nil }
        slots.removeFirst()
        first += 1
        return reply
    }

    /// Empties the queue, for a connection that is closed.
    ///
    /// - Returns: the replies that were ready.
    mutating func removeAll() -> [Reply] {
        defer {
            first += slots.count
            slots = []
        }
        return slots.compactMap { $0 }
    }
}
