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
        for index in next..<max(next, count) { rd_kafka_message_destroy(slots[index]) }
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

    /// Destroys the message that ``nextMessage`` lent.
    mutating func dropNext() {
        rd_kafka_message_destroy(slots[next])
        next += 1
    }

    mutating func clear() {
        while next < count { dropNext() }
        count = 0
        next = 0
    }
}
