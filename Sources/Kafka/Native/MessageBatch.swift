internal import CRdKafka

/// Owns the messages of one batch call; each is destroyed exactly once, and all of them before the client.
struct MessageBatch: ~Copyable {
    private var slots: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private(set) var count = 0
    private var next = 0

    init(capacity: Int) {
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: nil)
    }

    deinit {
        destroy(max(0, count - next))
        slots.deallocate()
    }

    /// Replaces the batch by up to `limit` messages; waits until there are that many or the time is up.
    ///
    /// Callbacks of the client (rebalance, commit, errors) run inside, on this thread.
    mutating func fill(from queue: OpaquePointer, limit: Int, timeout: Duration) {
        clear()
        if slots.count < limit {
            slots.deallocate()
            slots = .allocate(capacity: limit)
            slots.initialize(repeating: nil)
        }
        let filled = rd_kafka_consume_batch_queue(queue, timeout.wholeMilliseconds, slots.baseAddress, limit)
        count = max(0, Int(filled))
    }

    var nextMessage: UnsafeMutablePointer<rd_kafka_message_t>? { next < count ? slots[next] : nil }

    /// The next message and those behind it that are records of its partition, in rising order.
    ///
    /// - Precondition: there is a next message, and it is a record.
    func nextRun(limit: Int) -> RecordRun {
        RecordRun(startOf: UnsafeBufferPointer(rebasing: slots[next..<count].prefix(limit)))
    }

    /// Destroys the next messages, which ``nextMessage`` or ``nextRun(limit:)`` lent.
    mutating func drop(_ number: Int) {
        destroy(number)
        next += number
    }

    mutating func clear() {
        drop(max(0, count - next))
        count = 0
        next = 0
    }

    private func destroy(_ number: Int) {
        for index in next..<next + number { rd_kafka_message_destroy(slots[index]) }
    }
}
