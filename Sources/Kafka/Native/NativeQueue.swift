internal import CRdKafka

/// Owns one reference to a `rd_kafka_queue_t`; it must be gone before the client is destroyed, or that hangs.
struct NativeQueue: ~Copyable {
    let pointer: OpaquePointer

    /// A queue of one's own, for the answer to one request.
    init(for client: OpaquePointer) {
        pointer = rd_kafka_queue_new(client)
    }

    /// The queue that all of a consumer's partitions, rebalances and errors arrive in; nil without a group.
    init?(consumerOf client: OpaquePointer) {
        guard let queue = rd_kafka_queue_get_consumer(client) else { return nil }
        pointer = queue
    }

    deinit { rd_kafka_queue_destroy(pointer) }

    /// Waits for one event; nil when the time is up.
    func nextEvent(timeout: Duration) -> NativeEvent? {
        guard let event = rd_kafka_queue_poll(pointer, timeout.wholeMilliseconds) else { return nil }
        return NativeEvent(pointer: event)
    }
}

/// Owns one `rd_kafka_event_t` and all that it lends.
struct NativeEvent: ~Copyable {
    let pointer: OpaquePointer

    init(pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { rd_kafka_event_destroy(pointer) }

    var error: KafkaError? {
        let message = rd_kafka_event_error_string(pointer).map { String(cString: $0) }
        return KafkaError(rd_kafka_event_error(pointer), message: message)
    }
}
