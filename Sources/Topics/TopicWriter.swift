import AdModel
import Kafka
import Logging

/// Writes records to one topic and counts what the broker has acknowledged.
///
/// Confined to one thread. A full local queue is back-pressure: writing waits.
final class TopicWriter {
    /// Records of up to this size are gathered; a larger one goes alone.
    private static let gatheredBytes = 64 << 10

    private let producer: KafkaProducer
    private let topic: String
    private let batch = OutgoingBatch(records: 256, bytes: 4 * gatheredBytes)
    private var failure: KafkaError?
    private var lastAcknowledged = ContinuousClock.now
    private var accepted = 0
    private(set) var acknowledged = 0

    /// - Parameter options: how to batch; the writer counts its reports itself.
    init(
        configuration: KafkaConfiguration, topic: String, options: ProducerOptions = ProducerOptions(), logger: Logger
    ) throws(KafkaError) {
        self.topic = topic
        var options = options
        options.reports = .counted
        producer = try KafkaProducer(configuration: configuration, options: options, logger: logger)
    }

    /// Records written; those that are still gathered are among them until the writer is told to stop.
    var sent: Int { accepted + batch.count }

    /// Whether the broker takes what is sent: nothing is waiting, or something was acknowledged lately.
    var isFlowing: Bool {
        sent == acknowledged ? producer.isConnected : ContinuousClock.now - lastAcknowledged < .seconds(10)
    }

    /// Sends one record at once, behind those that were gathered.
    ///
    /// - Returns: false when told to stop before there was room.
    /// - Throws: `KafkaError` when the record is refused for good, or the producer has ended.
    func write(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headers: [RecordHeader] = [],
        until shouldStop: () -> Bool
    ) throws(KafkaError) -> Bool {
        guard try send(until: shouldStop) else { return false }
        while true {
            let now = EventTime.now().milliseconds
            switch producer.produce(topic: topic, key: key, value: value, headers: headers, timestamp: now) {
            case .accepted:
                accepted += 1
                return true
            case .failed(let error): throw error
            case .queueFull:
                if shouldStop() { return false }
                try receive(timeout: .milliseconds(50))
            }
        }
    }

    /// Copies a record to be sent with others, at the latest when the writer next serves.
    ///
    /// - Returns: false when told to stop before there was room.
    /// - Throws: `KafkaError` when a record is refused for good, or the producer has ended.
    func gather(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, until shouldStop: () -> Bool
    ) throws(KafkaError) -> Bool {
        guard (key?.count ?? 0) + (value?.count ?? 0) <= Self.gatheredBytes else {
            return try write(key: key, value: value, until: shouldStop)
        }
        if batch.append(key: key, value: value) { return true }
        guard try send(until: shouldStop) else { return false }
        return batch.append(key: key, value: value)
    }

    /// As above, for a value that is written where it will be sent from.
    ///
    /// - Parameter maximumBytes: the room that `body` may use; with the key at most 64 KiB.
    func gather(
        key: UnsafeRawBufferPointer, maximumBytes: Int, until shouldStop: () -> Bool,
        _ body: (UnsafeMutableRawPointer) -> Int
    ) throws(KafkaError) -> Bool {
        if batch.append(key: key, maximumBytes: maximumBytes, body) { return true }
        guard try send(until: shouldStop) else { return false }
        return batch.append(key: key, maximumBytes: maximumBytes, body)
    }

    /// Sends what was gathered, and waits while there is no room for it.
    ///
    /// - Returns: false when told to stop before that; the records are given up, and no longer count as sent.
    private func send(until shouldStop: () -> Bool) throws(KafkaError) -> Bool {
        while !batch.isEmpty {
            let before = batch.count
            let outcome = producer.produce(batch, topic: topic)
            accepted += before - batch.count
            switch outcome {
            case .accepted: break
            case .failed(let error): throw error
            case .queueFull:
                if shouldStop() {
                    batch.removeAll()
                    return false
                }
                try receive(timeout: .milliseconds(50))
            }
        }
        return true
    }

    /// Sends what was gathered, and waits up to `timeout` for acknowledgements.
    func serve(timeout: Duration, until shouldStop: () -> Bool) throws(KafkaError) {
        _ = try send(until: shouldStop)
        try receive(timeout: timeout)
    }

    private func receive(timeout: Duration) throws(KafkaError) {
        let counts = producer.pollCounts(timeout: timeout)
        if counts.delivered > 0 {
            acknowledged += counts.delivered
            lastAcknowledged = .now
        }
        failure = failure ?? counts.firstError
        if let failure = failure ?? producer.fatalError { throw failure }
    }

    /// Sends what was gathered and waits until everything is acknowledged; after being told to stop, for `grace` at most.
    func finish(until shouldStop: () -> Bool, grace: Duration) throws {
        _ = try send(until: shouldStop)
        while sent > acknowledged && !shouldStop() { try receive(timeout: .milliseconds(100)) }
        let deadline = ContinuousClock.now + grace
        while sent > acknowledged && ContinuousClock.now < deadline { try receive(timeout: .milliseconds(50)) }
        if sent > acknowledged { throw UnconfirmedError(records: sent - acknowledged, topic: topic) }
    }

    func close() {
        producer.close()
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
