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
    /// The quicker way, where it is wanted and there is one.
    private let bulk: BulkProducer?
    private var failure: KafkaError?
    private var lastAcknowledged = ContinuousClock.now
    private var accepted = 0
    private(set) var acknowledged = 0

    /// - Parameter isBulk: whether as many records as possible are to be written, rather than each soon.
    init(
        configuration: KafkaConfiguration, topic: String, isBulk: Bool = false, logger: Logger
    ) throws(KafkaError) {
        self.topic = topic
        producer = try KafkaProducer(
            configuration: configuration, options: ProducerOptions(reports: .counted), logger: logger)
        bulk = isBulk ? BulkProducer.open(producer, configuration: configuration, topic: topic, logger: logger) : nil
    }

    /// Records written; those that are still gathered are among them.
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
        return try retry(until: shouldStop) {
            let now = EventTime.now().milliseconds
            return producer.produce(topic: topic, key: key, value: value, headers: headers, timestamp: now)
        }
    }

    /// Produces a record once there is room.
    private func retry(until shouldStop: () -> Bool, _ produce: () -> ProduceOutcome) throws(KafkaError) -> Bool {
        while true {
            switch produce() {
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
        let bytes = (key?.count ?? 0) + (value?.count ?? 0)
        if let bulk {
            guard bytes <= BulkProducer.maximumRecordBytes else { return try writeAlone(key, value, until: shouldStop) }
            return try retry(until: shouldStop) { bulk.produce(key: key, value: value) }
        }
        guard bytes <= Self.gatheredBytes else { return try write(key: key, value: value, until: shouldStop) }
        if batch.append(key: key, value: value) { return true }
        guard try send(until: shouldStop) else { return false }
        return batch.append(key: key, value: value)
    }

    /// Writes a record that is too large for the quicker way between all before it and all behind it.
    private func writeAlone(
        _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?, until shouldStop: () -> Bool
    ) throws(KafkaError) -> Bool {
        bulk?.flush(all: true)
        while sent > acknowledged {
            if shouldStop() { return false }
            try receive(timeout: .milliseconds(50))
        }
        guard try write(key: key, value: value, until: shouldStop) else { return false }
        while sent > acknowledged && !shouldStop() { try receive(timeout: .milliseconds(50)) }
        return true
    }

    /// As above, for a value that is written where it will be sent from.
    ///
    /// - Parameter maximumBytes: the room that `body` may use; with the key at most 64 KiB.
    func gather(
        key: UnsafeRawBufferPointer, maximumBytes: Int, until shouldStop: () -> Bool,
        _ body: (UnsafeMutableRawPointer) -> Int
    ) throws(KafkaError) -> Bool {
        if let bulk {
            return try retry(until: shouldStop) { bulk.produce(key: key, maximumBytes: maximumBytes, body) }
        }
        if batch.append(key: key, maximumBytes: maximumBytes, body) { return true }
        guard try send(until: shouldStop) else { return false }
        return batch.append(key: key, maximumBytes: maximumBytes, body)
    }

    /// Sends what was gathered, and waits while there is no room for it.
    ///
    /// - Returns: false when told to stop before that; the records stay gathered, and count as sent: `finish` tries again.
    private func send(until shouldStop: () -> Bool) throws(KafkaError) -> Bool {
        while !batch.isEmpty {
            let before = batch.count
            let outcome = producer.produce(batch, topic: topic)
            accepted += before - batch.count
            switch outcome {
            case .accepted: break
            case .failed(let error): throw error
            case .queueFull:
                if shouldStop() { return false }
                try receive(timeout: .milliseconds(50))
            }
        }
        return true
    }

    /// Sends what was gathered, and waits up to `timeout` for acknowledgements.
    ///
    /// - Parameter isLull: whether the next record may be long in coming, so that none is to wait for it.
    func serve(timeout: Duration, isLull: Bool = false, until shouldStop: () -> Bool) throws(KafkaError) {
        _ = try send(until: shouldStop)
        bulk?.flush(all: isLull || timeout > .zero)
        try receive(timeout: timeout)
    }

    /// Call it before the first record after a wait for records: none is to be stamped as older than what it tells of.
    func readClock() {
        bulk?.readClock()
    }

    private func receive(timeout: Duration) throws(KafkaError) {
        // What waits longest is waited for; the client has news of its connection besides.
        let isBulk = (bulk?.outstanding ?? 0) > 0
        if let bulk { note(bulk.pollCounts(timeout: isBulk ? timeout : .zero)) }
        note(producer.pollCounts(timeout: isBulk ? .zero : timeout))
        if let failure = failure ?? producer.fatalError { throw failure }
    }

    private func note(_ counts: DeliveryCounts) {
        if counts.delivered > 0 {
            acknowledged += counts.delivered
            lastAcknowledged = .now
        }
        failure = failure ?? counts.firstError
    }

    /// Sends what was gathered and waits until everything is acknowledged; after being told to stop, for `grace` at most.
    ///
    /// - Throws: `UnconfirmedError` when that was not enough, for what is still gathered as well.
    func finish(until shouldStop: () -> Bool, grace: Duration) throws {
        _ = try send(until: shouldStop)
        bulk?.flush(all: true)
        while sent > acknowledged && !shouldStop() { try receive(timeout: .milliseconds(100)) }
        let deadline = ContinuousClock.now + grace
        _ = try send { ContinuousClock.now >= deadline }
        while sent > acknowledged && ContinuousClock.now < deadline { try receive(timeout: .milliseconds(50)) }
        if sent > acknowledged { throw UnconfirmedError(records: sent - acknowledged, topic: topic) }
    }

    func close() {
        bulk?.close()
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
