import AdModel
import Kafka
import Logging

/// Writes records to one topic and counts what the broker has acknowledged.
///
/// Confined to one thread. A full local queue is back-pressure: `write` waits.
final class TopicWriter {
    private let producer: KafkaProducer
    private let topic: String
    private var failure: KafkaError?
    private var lastAcknowledged = ContinuousClock.now
    private(set) var sent = 0
    private(set) var acknowledged = 0

    init(configuration: KafkaConfiguration, topic: String, logger: Logger) throws(KafkaError) {
        self.topic = topic
        producer = try KafkaProducer(configuration: configuration, logger: logger)
    }

    /// Whether the broker takes what is sent: nothing is waiting, or something was acknowledged lately.
    var isFlowing: Bool {
        sent == acknowledged ? producer.isConnected : ContinuousClock.now - lastAcknowledged < .seconds(10)
    }

    /// - Returns: false when told to stop before there was room.
    /// - Throws: `KafkaError` when the record is refused for good, or the producer has ended.
    func write(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headers: [RecordHeader] = [],
        until shouldStop: () -> Bool
    ) throws(KafkaError) -> Bool {
        while true {
            let now = EventTime.now().milliseconds
            switch producer.produce(topic: topic, key: key, value: value, headers: headers, timestamp: now) {
            case .accepted:
                sent += 1
                return true
            case .failed(let error): throw error
            case .queueFull:
                if shouldStop() { return false }
                try serve(timeout: .milliseconds(50))
            }
        }
    }

    /// Waits up to `timeout` for acknowledgements.
    func serve(timeout: Duration) throws(KafkaError) {
        producer.poll(timeout: timeout, take)
        if let failure = failure ?? producer.fatalError { throw failure }
    }

    /// Waits until everything is acknowledged; after being told to stop, for `grace` at most.
    func finish(until shouldStop: () -> Bool, grace: Duration) throws {
        while sent > acknowledged && !shouldStop() { try serve(timeout: .milliseconds(100)) }
        let deadline = ContinuousClock.now + grace
        while sent > acknowledged && ContinuousClock.now < deadline { try serve(timeout: .milliseconds(50)) }
        if sent > acknowledged { throw UnconfirmedError(records: sent - acknowledged, topic: topic) }
    }

    func close() {
        producer.close(take)
    }

    private func take(_ report: DeliveryReport) {
        if let error = report.error {
            failure = failure ?? error
        } else {
            acknowledged += 1
            lastAcknowledged = .now
        }
    }
}

/// Told to stop while the broker had not acknowledged everything.
public struct UnconfirmedError: Error, CustomStringConvertible {
    let records: Int
    let topic: String

    public var description: String {
        "stopped while the broker had not acknowledged \(records) records for \(topic); it may or may not have them"
    }
}
