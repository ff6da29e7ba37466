internal import CRdKafka
import Logging

/// An idempotent producer for one thread: make it, produce, poll and close it on the same one.
///
/// Nothing it has accepted is given up on: a record waits until the broker has it (`acks=all`,
/// `message.timeout.ms=0`), in the order of its partition. Poll regularly: reports, and with them room in the queue, come
/// only from ``poll(timeout:_:)`` and ``flush(timeout:_:)``.
///
/// librdkafka before 2.3 can end an idempotent producer for good after a disconnect (issue 4438): when ``fatalError`` is
/// not nil, close it, make a new one, and produce again what had no good report (DESIGN §6.7).
public final class KafkaProducer {
    let handle: ClientHandle
    private let context: ProducerContext
    /// They must be gone before the client is.
    private var topics: [String: OpaquePointer] = [:]
    private var lastTopic: (name: String, handle: OpaquePointer)?
    /// Records accepted and not reported yet.
    public private(set) var outstanding = 0
    private var isClosed = false

    /// Does not wait for a connection.
    ///
    /// - Throws: when librdkafka refuses the configuration as a whole.
    public init(
        configuration: KafkaConfiguration, options: ProducerOptions = ProducerOptions(), logger: Logger
    ) throws(KafkaError) {
        let context = ProducerContext(connection: configuration.connection, logger: logger)
        let defaults = ClientDefaults.producer + [("linger.ms", "\(options.linger.wholeMilliseconds)")]
        let native = try configuration.native(defaults)
        for (name, value) in options.properties { try native.set(name, value) }
        context.install(on: native, options.reports)
        handle = try ClientHandle(RD_KAFKA_PRODUCER, native, context: context)
        self.context = context
    }

    /// Hands one record to the producer, which copies it.
    ///
    /// - Parameters:
    ///   - partition: nil lets the key decide, as the Java clients do.
    ///   - value: nil makes a tombstone.
    ///   - timestamp: ms since 1970 UTC; nil means now.
    ///   - token: comes back in the delivery report.
    public func produce(
        topic: String, partition: Int32? = nil, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers: [RecordHeader] = [], timestamp: Int64? = nil, token: UInt64 = 0
    ) -> ProduceOutcome {
        precondition(!isClosed, "produce after close")
        let handle: OpaquePointer
        do { handle = try topicHandle(topic) } catch { return .failed(error) }
        let list = headers.isEmpty ? nil : nativeHeaders(headers)
        let response = adtally_produce(
            self.handle.pointer, handle, partition ?? RD_KAFKA_PARTITION_UA, start(of: key), key?.count ?? 0,
            start(of: value), value?.count ?? 0, timestamp ?? 0, list, UnsafeMutableRawPointer(bitPattern: UInt(token)))
        guard let error = KafkaError(response) else {
            outstanding += 1
            return .accepted
        }
        // Refused, so the headers are still ours.
        if let list { rd_kafka_headers_destroy(list) }
        return error.code == .queueFull ? .queueFull : .failed(error)
    }

    /// As above, from arrays.
    @_disfavoredOverload  // or two nils would fit both
    public func produce(
        topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = [],
        timestamp: Int64? = nil, token: UInt64 = 0
    ) -> ProduceOutcome {
        withBytes(of: key) { key in
            withBytes(of: value) { value in
                produce(
                    topic: topic, partition: partition, key: key, value: value, headers: headers, timestamp: timestamp,
                    token: token)
            }
        }
    }

    /// Waits up to `timeout` for delivery reports and hands out all that are there.
    ///
    /// - Returns: how many.
    @discardableResult
    public func poll(timeout: Duration = .zero, _ body: (DeliveryReport) -> Void) -> Int {
        rd_kafka_poll(handle.pointer, timeout.wholeMilliseconds)
        return serve(body)
    }

    /// Waits up to `timeout` for delivery reports and counts all that are there.
    ///
    /// - Precondition: the producer was made to count its reports.
    public func pollCounts(timeout: Duration = .zero) -> DeliveryCounts {
        rd_kafka_poll(handle.pointer, timeout.wholeMilliseconds)
        return takeCounts()
    }

    private func takeCounts() -> DeliveryCounts {
        let counts = context.takeCounts()
        outstanding -= counts.delivered + counts.failed
        return counts
    }

    /// Notes records that librdkafka has taken.
    func accepted(_ records: Int) {
        outstanding += records
    }

    /// Sends without lingering and waits until every record is reported, the time is up, or ``fatalError`` has come.
    ///
    /// A flush that is through proves nothing by itself: it is the reports that say whether a record was delivered.
    ///
    /// - Returns: how many records are still outstanding.
    public func flush(timeout: Duration, _ body: (DeliveryReport) -> Void) -> Int {
        let deadline = ContinuousClock.now + timeout
        repeat {
            // In slices, so that reports are handed out as they come.
            let slice = min(.milliseconds(100), max(.zero, ContinuousClock.now.duration(to: deadline)))
            rd_kafka_flush(handle.pointer, slice.wholeMilliseconds)
            serve(body)
        } while outstanding > 0 && ContinuousClock.now < deadline && fatalError == nil
        return outstanding
    }

    /// The error that ended this producer, if one did; it accepts nothing more then.
    public var fatalError: KafkaError? { handle.fatalError }

    /// Whether a broker is connected right now.
    public var isConnected: Bool { context.connection.isUp(client: context.client) }

    /// Ends the producer, on its own thread. Flush first: what is still outstanding is thrown away, and reported as
    /// `purgedFromQueue` (never sent) or `purgedInFlight` (sent, answer unknown). Must be called exactly once, and last.
    public func close(_ body: (DeliveryReport) -> Void = { _ in }) {
        guard !isClosed else { return }
        isClosed = true
        rd_kafka_purge(handle.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        // The purge has made its reports by now; they only wait to be served.
        let deadline = ContinuousClock.now + .seconds(5)
        while outstanding > 0, ContinuousClock.now < deadline {
            poll(timeout: .milliseconds(50), body)
            _ = takeCounts()
        }
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
        topics = [:]
        handle.close()
    }

    @discardableResult
    private func serve(_ body: (DeliveryReport) -> Void) -> Int {
        // Before the body, which may look.
        outstanding -= context.reports.count
        return context.drain(body)
    }

    func topicHandle(_ name: String) throws(KafkaError) -> OpaquePointer {
        if let lastTopic, lastTopic.name == name { return lastTopic.handle }
        if let known = topics[name] {
            lastTopic = (name, known)
            return known
        }
        guard let made = rd_kafka_topic_new(handle.pointer, name, nil) else {
            throw KafkaError(KafkaError.Code(rd_kafka_last_error()))
        }
        topics[name] = made
        lastTopic = (name, made)
        return made
    }
}
