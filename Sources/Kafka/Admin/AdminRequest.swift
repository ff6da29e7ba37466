internal import CRdKafka

/// One request of librdkafka's admin API: its options, and the queue its answer comes to.
struct AdminRequest: ~Copyable {
    let options: OpaquePointer
    let answers: NativeQueue
    private let timeout: Duration

    init(_ kind: rd_kafka_admin_op_t, client: OpaquePointer, timeout: Duration) throws(KafkaError) {
        answers = NativeQueue(for: client)
        guard let made = rd_kafka_AdminOptions_new(client, kind) else { throw KafkaError(.unsupported) }
        options = made
        self.timeout = timeout
        var text = ErrorText()
        // Only refused when out of range, which a whole number of milliseconds from 1 is not.
        _ = rd_kafka_AdminOptions_set_request_timeout(
            made, max(1, min(timeout.wholeMilliseconds, 3_600_000)), &text.bytes, text.size)
    }

    deinit { rd_kafka_AdminOptions_destroy(options) }

    /// Waits for the answer; a little longer than the request itself may take, so that its own error comes first.
    consuming func answer() throws(KafkaError) -> NativeEvent {
        guard let event = answers.nextEvent(timeout: timeout + .seconds(2)) else {
            throw KafkaError(.timedOut, message: "no answer to an admin request within \(timeout)")
        }
        if let error = event.error { throw error }
        return event
    }
}

/// The result for each topic of a request; nil where it went well.
func topicErrors(
    _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int
) -> [(topic: String, error: KafkaError?)] {
    guard let results else { return [] }
    return (0..<count).map { index in
        let text = rd_kafka_topic_result_error_string(results[index]).map { String(cString: $0) }
        let error = KafkaError(rd_kafka_topic_result_error(results[index]), message: text)
        return (String(cString: rd_kafka_topic_result_name(results[index])), error)
    }
}
