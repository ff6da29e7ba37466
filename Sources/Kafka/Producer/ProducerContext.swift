internal import CRdKafka
import Logging

/// Collects delivery reports on the owner's thread, while a poll or a flush serves them.
final class ProducerContext: ClientContext {
    private(set) var reports: [DeliveryReport] = []
    private var lastTopic: (rkt: OpaquePointer, name: String)?
    private var counts = DeliveryCounts()

    func install(on configuration: borrowing NativeConfiguration, _ reports: ProducerOptions.Reports) {
        switch reports {
        case .each: rd_kafka_conf_set_dr_msg_cb(configuration.pointer, delivered)
        case .counted: rd_kafka_conf_set_dr_msg_cb(configuration.pointer, counted)
        }
    }

    func count(_ response: rd_kafka_resp_err_t) {
        guard response != RD_KAFKA_RESP_ERR_NO_ERROR else {
            counts.delivered += 1
            return
        }
        counts.failed += 1
        if counts.firstError == nil { counts.firstError = KafkaError(response) }
    }

    /// What was counted since the last call.
    func takeCounts() -> DeliveryCounts {
        defer { counts = DeliveryCounts() }
        return counts
    }

    func add(_ message: UnsafePointer<rd_kafka_message_t>) {
        let error = KafkaError(message.pointee.err)
        reports.append(
            DeliveryReport(
                token: UInt64(UInt(bitPattern: message.pointee._private)), topic: name(of: message.pointee.rkt),
                partition: message.pointee.partition, offset: error == nil ? message.pointee.offset : -1, error: error,
                refused: error?.code == .messageTooLarge ? refused(message) : nil))
    }

    /// A copy, since librdkafka frees its own when the report is through.
    private func refused(_ message: UnsafePointer<rd_kafka_message_t>) -> RefusedRecord {
        let record = ConsumedRecord(message)
        return RefusedRecord(
            key: record.key.map(Array.init), value: record.value.map(Array.init), headers: record.headers)
    }

    /// Hands over what has come, and keeps the room for more.
    func drain(_ body: (DeliveryReport) -> Void) -> Int {
        // A copy shares the storage; the removal keeps the room, or makes new room if the body kept a copy.
        let served = reports
        reports = []
        for report in served { body(report) }
        return served.count
    }

    /// Topic handles live as long as the producer, so a pointer names its topic.
    private func name(of topic: OpaquePointer?) -> String {
        guard let topic else { return "" }
        if let lastTopic, lastTopic.rkt == topic { return lastTopic.name }
        let name = String(cString: rd_kafka_topic_name(topic))
        lastTopic = (topic, name)
        return name
    }
}

/// On the owner's thread, inside poll, flush and close. As a callback rather than an event, because a flush does not
/// serve events.
private func delivered(
    client: OpaquePointer?, message: UnsafePointer<rd_kafka_message_t>?, opaque: UnsafeMutableRawPointer?
) {
    guard let message, let context = clientContext(opaque) else { return }
    unsafeDowncast(context, to: ProducerContext.self).add(message)
}

/// As ``delivered``, of a producer that only counts.
private func counted(
    client: OpaquePointer?, message: UnsafePointer<rd_kafka_message_t>?, opaque: UnsafeMutableRawPointer?
) {
    guard let message, let context = clientContext(opaque) else { return }
    unsafeDowncast(context, to: ProducerContext.self).count(message.pointee.err)
}
