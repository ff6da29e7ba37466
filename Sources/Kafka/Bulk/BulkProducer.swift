internal import CRdKafka
import Logging
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Writes records to one topic as fast as two cores can make and take them.
///
/// librdkafka allocates, queues and reports each record by itself, which at 250 bytes costs more than a microsecond: more
/// than there is for a million a second. Here a record is some bytes in a batch's buffer, and all else is done a
/// thousand records at a time. What is promised is the same: idempotent, `acks=all`, nothing accepted is given up on,
/// the order of a partition is kept, a key is in the partition that the Java clients choose.
///
/// Confined to one thread; batches are packed and sent by another. It borrows a ``KafkaProducer``, whose connection finds
/// the brokers, and which must be closed after it.
public final class BulkProducer {
    static let batchBytes = 256 << 10
    /// The records of one batch wait at most so long for others.
    private static let lingerMilliseconds: Int64 = 20
    /// An open batch for each, and some on their way: memory stays far below what a service may have. A topic that grows
    /// beyond that later shares what batches there are.
    private static let maximumPartitions = 64
    /// Enough to go on with while a broker's disk takes its time, a tenth of a second; up to 0.35 MB each.
    private static let batchesOnTheWay = 128
    private static let clientID = "adtally"

    /// The largest record: with what stands around it, it must fit into an empty batch.
    public static let maximumRecordBytes = batchBytes - BulkBatch.recordOverhead

    private let exchange: BulkExchange
    private let topic: OpaquePointer
    private var open: [BulkBatch?]
    private var now: Int64 = 0
    /// Where records without a key go, for a while each.
    private var keyless: Int32 = 0
    /// Records accepted and not counted as delivered or failed yet.
    public private(set) var outstanding = 0

    /// - Returns: nil where librdkafka has to do it: the user gave properties, which are for librdkafka (TLS and SASL
    ///   among them), the topic has too many partitions, or the broker is older than the requests used here.
    public static func open(
        _ producer: KafkaProducer, configuration: KafkaConfiguration, topic: String, logger: Logger
    ) -> BulkProducer? {
        guard configuration.properties.isEmpty else { return nil }
        do {
            return try BulkProducer(producer, topic: topic, logger: logger)
        } catch {
            // Half as fast, so whoever wonders should find out why.
            logger.info("writing through librdkafka, not in bulk: \(error)")
            return nil
        }
    }

    private init(_ producer: KafkaProducer, topic name: String, logger: Logger) throws {
        topic = try producer.topicHandle(name)
        let client = producer.handle.pointer
        let leaders = try BulkLeaders.fetch(of: topic, from: client, timeout: .seconds(5))
        let partitions = leaders.leaders.count
        guard (1...Self.maximumPartitions).contains(partitions) else {
            throw KafkaError(.unsupported, message: "\(partitions) partitions")
        }
        let producerID = try Self.register(with: leaders)
        exchange = try BulkExchange(
            maximumBatches: partitions + Self.batchesOnTheWay, batchBytes: Self.batchBytes, partitions: partitions)
        open = Array(repeating: nil, count: partitions)
        let sender = BulkSender(
            exchange: exchange, client: client, topic: topic,
            request: BulkRequest(topic: name, clientID: Self.clientID), producer: producerID, leaders: leaders,
            logger: logger)
        _ = ServiceThread(name: "bulk-sender") { sender.run() }
    }

    /// The first words with a broker: whether it has the requests used here, and a number for this producer.
    private static func register(with leaders: BulkLeaders) throws -> BulkRequest.ProducerID {
        guard let broker = leaders.leaders.compactMap({ $0 }).first, let address = leaders.brokers[broker] else {
            throw KafkaError(.init(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE))
        }
        let patience = Duration.seconds(5)
        var link = try BulkLink(host: address.host, port: address.port, timeout: patience)
        guard
            try link.ask(
                BulkRequest.apiVersions(clientID: clientID), timeout: patience, { try BulkAnswer.hasVersions(&$0) }),
            let id = try link.ask(
                BulkRequest.initProducerID(clientID: clientID), timeout: patience, { try BulkAnswer.producerID(&$0) })
        else { throw KafkaError(.unsupported) }
        return id
    }

    // MARK: Records

    /// Copies a record.
    ///
    /// - Parameter value: nil makes a tombstone.
    /// - Returns: `queueFull` when it did not: poll, and try again; `failed` for a record that is too large.
    public func produce(key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?) -> ProduceOutcome {
        let length = value?.count ?? 0
        let bytes = length + (key?.count ?? 0)
        guard bytes <= Self.maximumRecordBytes else { return .failed(KafkaError(.messageTooLarge)) }
        guard let batch = batch(for: key, bytes: bytes) else { return .queueFull }
        batch.append(key: key, at: now) { memory in
            guard let value else { return nil }
            if let start = value.baseAddress { memory.copyMemory(from: start, byteCount: length) }
            return length
        }
        outstanding += 1
        return .accepted
    }

    /// As above, for a value that is written where it will be sent from.
    ///
    /// - Parameters:
    ///   - maximumBytes: the room that `write` may use. More than ``maximumRecordBytes`` with the key is refused.
    ///   - write: is given that room, and returns the bytes of the value.
    public func produce(
        key: UnsafeRawBufferPointer, maximumBytes: Int, _ write: (UnsafeMutableRawPointer) -> Int
    ) -> ProduceOutcome {
        let bytes = key.count + maximumBytes
        guard bytes <= Self.maximumRecordBytes else { return .failed(KafkaError(.messageTooLarge)) }
        guard let batch = batch(for: key, bytes: bytes) else { return .queueFull }
        batch.append(key: key, at: now, write)
        outstanding += 1
        return .accepted
    }

    /// The open batch of the key's partition, if it has room, or a new one.
    private func batch(for key: UnsafeRawBufferPointer?, bytes: Int) -> BulkBatch? {
        let partition = partition(of: key)
        if let batch = open[Int(partition)] {
            if batch.hasRoom(bytes) { return batch }
            exchange.send(batch)
            open[Int(partition)] = nil
        }
        guard let batch = exchange.takeFree() else {
            // A topic that has grown can have so many partitions that the open batches are all there may be.
            if open.count > Self.maximumPartitions { flush(all: true) }
            return nil
        }
        readClock()
        batch.begin(partition: partition, at: now)
        open[Int(partition)] = batch
        keyless = Int32.random(in: 0..<Int32(open.count))
        return batch
    }

    private func partition(of key: UnsafeRawBufferPointer?) -> Int32 {
        guard let key else { return keyless }
        return rd_kafka_msg_partitioner_murmur2(topic, start(of: key), key.count, Int32(open.count), nil, nil)
    }

    /// Looks at the clock for the records to come; call it after a wait for them, so that none is older than what it
    /// tells of.
    public func readClock() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        now = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: Acknowledgements

    /// Sends the records that have waited long enough for others, or all of them.
    public func flush(all: Bool) {
        readClock()
        for partition in open.indices {
            guard let batch = open[partition], all || now - batch.begun >= Self.lingerMilliseconds else { continue }
            exchange.send(batch)
            open[partition] = nil
        }
        // More partitions than before: keys go to others from now on, as with any client.
        let partitions = exchange.partitions.load(ordering: .acquiring)
        while open.count < partitions { open.append(nil) }
    }

    /// Waits up to `timeout` for acknowledgements and counts all that are there.
    public func pollCounts(timeout: Duration = .zero) -> DeliveryCounts {
        let counts = exchange.takeCounts(timeout: timeout)
        if timeout > .zero { readClock() }
        outstanding -= counts.delivered + counts.failed
        return counts
    }

    /// Ends the sender; what is outstanding is given up. Must be called exactly once, and last.
    public func close() {
        exchange.endSender()
    }
}
