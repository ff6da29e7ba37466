internal import CRdKafka
import Logging

/// A consumer for one thread: make it, poll it and close it on the same one. Not Sendable, so the compiler helps.
///
/// Batch consume, seek, pause and rebalance all happen on that thread, which is what librdkafka 2.0.2 needs to neither
/// lose nor repeat records (DESIGN §11). Nothing is ever committed but what ``commit(_:timeout:)`` is given.
///
/// ``close(patience:)`` must be called once, last: it revokes, leaves the group and destroys the client. Nothing else
/// may be called after it.
public final class KafkaConsumer {
    /// The group that a consumer without one names: librdkafka cannot assign partitions without. It never joins it and
    /// never commits to it.
    static let anonymousGroup = "adtally-reader"

    let handle: ClientHandle
    let context: ConsumerContext
    let logger: Logger
    let waker: FetchWaker
    private let isAnonymous: Bool
    /// nil once closed: it has to go before the client does.
    var queue: NativeQueue?
    /// Answers to commits; nil once closed.
    var commitAnswers: NativeQueue?
    /// For the answer to the commit on its way.
    var commitCompletion: ((KafkaError?) -> Void)?
    var batch = MessageBatch(capacity: 1_024)
    var isPolling = false
    var assignment = Assignment()
    var mayHaveStoppingFetchers = false
    var handler: (any RebalanceHandler)?

    /// Does not wait for a connection.
    ///
    /// - Parameters:
    ///   - group: the consumer group, for `subscribe` and commits; nil for a reader that only assigns.
    ///   - properties: more librdkafka properties for this consumer, over all others; ours to use, not a user's.
    /// - Throws: when librdkafka refuses the configuration as a whole.
    public init(
        configuration: KafkaConfiguration, group: String?, properties: [String: String] = [:], logger: Logger
    ) throws(KafkaError) {
        let context = ConsumerContext(connection: configuration.connection, logger: logger)
        let native = try configuration.native(ClientDefaults.consumer)
        try native.set("group.id", group ?? Self.anonymousGroup)
        for (name, value) in properties { try native.set(name, value) }
        context.install(on: native)
        handle = try ClientHandle(RD_KAFKA_CONSUMER, native, context: context)
        self.context = context
        self.logger = logger
        isAnonymous = group == nil
        waker = FetchWaker(configuration: configuration)
        // All of the client's events but the answers to commits arrive in the one queue that poll reads.
        rd_kafka_poll_set_consumer(handle.pointer)
        queue = NativeQueue(consumerOf: handle.pointer)
        commitAnswers = NativeQueue(for: handle.pointer)
    }

    /// Joins the group for these topics. Returns at once; the handler is called from a later poll.
    ///
    /// The handler is retained until ``close(patience:)``.
    public func subscribe(topics: [String], handler: any RebalanceHandler) throws(KafkaError) {
        self.handler = handler
        let list = PartitionList(topics.map { TopicPartition($0, RD_KAFKA_PARTITION_UA) })
        if let error = KafkaError(rd_kafka_subscribe(handle.pointer, list.pointer)) { throw error }
    }

    /// Waits until `maxRecords` are there or the time is up, then hands them out one by one.
    ///
    /// It waits for all of them: with 1,000 to 4,000 records and 10 to 50 ms this is both fast and prompt. Rebalances
    /// are answered and commit completions called before the first event. Records of partitions revoked during the
    /// call, and any below the next offset expected, are dropped.
    ///
    /// - Parameter body: may call anything of this consumer but `poll` and `close`. After a `seek` or `assign` in it,
    ///   older records of the partitions concerned are no longer delivered.
    /// - Returns: the number of events handed out.
    /// - Throws: `assignmentRefused` when the handler refused, or the error that ended the client; close it then.
    @discardableResult
    public func poll(
        maxRecords: Int = 2_000, timeout: Duration, _ body: (ConsumerEvent) -> Void
    ) throws(KafkaError) -> Int {
        try poll(
            maxRecords, timeout, runsOf: 1, onRun: { run in for record in run { body(.record(record)) } },
            onOther: body)
    }

    /// As ``poll(maxRecords:timeout:_:)``, with the records in runs: for who has millions of them.
    ///
    /// A run counts as taken when it is handed out: a `seek` or `assign` in `onRun` concerns the runs behind it.
    ///
    /// - Parameters:
    ///   - onRun: called for each run, in the order of its partition.
    ///   - onOther: called for what is no record, in its place between the runs.
    /// - Returns: the number of records and other events handed out.
    @discardableResult
    public func pollRuns(
        maxRecords: Int = 2_000, timeout: Duration, onRun: (RecordRun) -> Void, onOther: (ConsumerEvent) -> Void
    ) throws(KafkaError) -> Int {
        try poll(maxRecords, timeout, runsOf: .max, onRun: onRun, onOther: onOther)
    }

    private func poll(
        _ maxRecords: Int, _ timeout: Duration, runsOf limit: Int, onRun: (RecordRun) -> Void,
        onOther: (ConsumerEvent) -> Void
    ) throws(KafkaError) -> Int {
        guard let pointer = queue?.pointer else { throw KafkaError(.closed) }
        precondition(!isPolling, "poll is not for use inside its own body or a rebalance handler")
        isPolling = true
        defer {
            batch.clear()
            isPolling = false
        }
        assignment.beginBatch()
        batch.fill(from: pointer, limit: max(1, maxRecords), timeout: timeout)
        finishCommit(by: .now)
        try answerRebalances()
        let batchSize = batch.count
        let delivered = deliver(runsOf: limit, onRun, onOther)
        waker.wakeIfStarving(delivered: batchSize, handle, context)
        if let error = handle.fatalError { throw error }
        return delivered
    }

    /// Whether a broker is connected, and answered a fetch lately: only then does silence mean that nothing was written.
    ///
    /// - Parameter age: how old the newest answer may be; a connected broker answers every 100 ms, as long as at least
    ///   one partition is assigned and not paused.
    public func isLive(within age: Duration = .seconds(2)) -> Bool {
        guard context.connection.isUp(client: context.client), let fetchAge = context.fetchAge else { return false }
        return fetchAge <= age
    }

    /// Whether a broker is connected right now.
    public var isConnected: Bool { context.connection.isUp(client: context.client) }

    /// Whether a broker is connected, and answered anything lately: a member of a group sends a heartbeat every second,
    /// even without a partition.
    public func isAnswered(within age: Duration) -> Bool {
        guard context.connection.isUp(client: context.client), let answerAge = context.answerAge else { return false }
        return answerAge <= age
    }

    /// Looks a partition up once a run, not once a record: a lookup costs as much as all else that is done for one.
    private func deliver(
        runsOf limit: Int, _ onRun: (RecordRun) -> Void, _ onOther: (ConsumerEvent) -> Void
    ) -> Int {
        var delivered = 0
        var known = KnownSlot()
        while let message = batch.nextMessage {
            // A failed message's payload is the error's text, so this comes first.
            guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR, let topic = message.pointee.rkt else {
                delivered += report(message, onOther)
                batch.drop(1)
                continue
            }
            guard let slot = known.slot(of: topic, message.pointee.partition, in: assignment),
                assignment.accept(offset: message.pointee.offset, slot: slot)
            else {
                batch.drop(1)
                continue
            }
            let run = batch.nextRun(limit: limit)
            assignment.advance(to: run.nextOffset, slot: slot)
            onRun(run)
            delivered += run.count
            batch.drop(run.count)
        }
        return delivered
    }

    /// Hands out what is not a record; returns how many events that made.
    private func report(_ message: UnsafeMutablePointer<rd_kafka_message_t>, _ body: (ConsumerEvent) -> Void) -> Int {
        let partition = message.pointee.rkt.map {
            TopicPartition(String(cString: rd_kafka_topic_name($0)), message.pointee.partition)
        }
        if message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF {
            guard let partition, let slot = assignment.slot(of: partition),
                assignment.acceptEnd(offset: message.pointee.offset, slot: slot)
            else { return 0 }
            body(.endOfPartition(partition, offset: message.pointee.offset))
            return 1
        }
        let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
        guard let error = KafkaError(message.pointee.err, message: text), isOfConcern(error, partition) else {
            return 0
        }
        body(.failure(error, partition))
        return 1
    }

    /// An anonymous reader has no business with its group's coordinator, which may even be forbidden to it.
    private func isOfConcern(_ error: KafkaError, _ partition: TopicPartition?) -> Bool {
        if let partition, partition.partition >= 0 { return assignment.contains(partition) }
        return !isAnonymous || error.code != .groupAuthorizationFailed
    }
}

/// The slot of the partition asked for last, until slots mean something else.
private struct KnownSlot {
    private var topic: OpaquePointer?
    private var partition: Int32 = 0
    private var version = 0
    private var slot: Int?

    mutating func slot(of topic: OpaquePointer, _ partition: Int32, in assignment: borrowing Assignment) -> Int? {
        if self.topic != topic || self.partition != partition || version != assignment.version {
            (self.topic, self.partition, version) = (topic, partition, assignment.version)
            slot = assignment.slot(of: TopicPartition(String(cString: rd_kafka_topic_name(topic)), partition))
        }
        return slot
    }
}
