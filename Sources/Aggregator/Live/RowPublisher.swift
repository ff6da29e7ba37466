import AdCodec
import AdModel
import Kafka
import Logging
import Topics

/// Rows and dead letters on their way to the broker, each counted in the open checkpoint until it is acknowledged.
///
/// Confined to the job's thread. A full local queue is back-pressure: `send` serves delivery reports until there is
/// room; nothing is dropped. After a ``failure`` it accepts nothing more: close it and make a new one.
final class RowPublisher {
    private let producer: KafkaProducer
    private let topics: TopicNames
    private let letters: DeadLetterOffice
    private let wallClock: () -> EventTime
    private var ledger = CheckpointLedger<Checkpoint>()
    private var value: [UInt8] = []
    private var key: [UInt8] = []
    /// Asked while the queue is full: whether the job has been told to stop.
    private let giveUp: () -> Bool
    /// Told of every row that is in its topic.
    private let onDelivered: (DeliveryReport) -> Void
    /// How long a stopping job still waits for room in the queue, all in all.
    private static let patience: Duration = .seconds(4)
    private var stopDeadline: ContinuousClock.Instant?
    /// The job was told to stop while something had found no room in the queue; nothing is committed from then on.
    private(set) var isCutShort = false
    /// Set by the first delivery that failed for good; nothing is committed from then on.
    private(set) var failure: KafkaError?
    private(set) var counts = Counts()

    /// What was handed to the producer, whether acknowledged or not.
    struct Counts {
        var finalRows = 0
        var liveRows = 0
        var deadLetters = 0
    }

    /// - Parameters:
    ///   - singly: a batch of its own for every record: slow, for a broker that refuses batches as too large.
    ///   - giveUp: whether the job has been told to stop.
    ///   - onDelivered: called for each row that is acknowledged, with its emission as the token.
    /// - Throws: `KafkaError` when librdkafka refuses the configuration.
    init(
        configuration: KafkaConfiguration, topics: TopicNames, singly: Bool, logger: Logger,
        wallClock: @escaping () -> EventTime, giveUp: @escaping () -> Bool,
        onDelivered: @escaping (DeliveryReport) -> Void
    ) throws(KafkaError) {
        producer = try KafkaProducer(
            configuration: configuration, options: singly ? .singly : ProducerOptions(), logger: logger)
        letters = DeadLetterOffice(
            configuration: configuration, topic: topics.deadLetters, logger: logger, wallClock: wallClock)
        self.topics = topics
        self.wallClock = wallClock
        self.giveUp = giveUp
        self.onDelivered = onDelivered
    }

    var unconfirmedCount: Int { ledger.unconfirmedCount }
    var waitingCheckpoints: Int { ledger.waitingCount }
    /// Whether something was sent since the last checkpoint was closed.
    var hasOpenMessages: Bool { ledger.hasOpenMessages }
    /// The number of the emission that rows belong to until the checkpoint is closed.
    var emission: UInt64 { ledger.openID }

    /// Makes sure that the producer knows the topics; the partitions of each.
    func warmUp(timeout: Duration) throws(KafkaError) -> [String: Int] {
        try producer.warmUp(topics: [topics.results, topics.live, topics.deadLetters], timeout: timeout)
    }

    /// Sends a row to its partition of `results` or `results.live`.
    func send(_ row: ResultRow) {
        value.removeAll(keepingCapacity: true)
        key.removeAll(keepingCapacity: true)
        ResultRowEncoder.append(row, to: &value)
        RowKeyEncoder.append(row.key, to: &key)
        let topic = row.status == .final ? topics.results : topics.live
        let isSent = key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                finish(
                    whenThereIsRoom {
                        producer.produce(
                            topic: topic, partition: row.partition, key: key, value: value,
                            timestamp: wallClock().milliseconds, token: ledger.openID)
                    })
            }
        }
        guard isSent else { return }
        if row.status == .final { counts.finalRows += 1 } else { counts.liveRows += 1 }
    }

    /// Sends a rejected record, its key and bytes untouched, to the dead letters.
    func send(_ record: ConsumedRecord, rejectedFor rejection: Rejection) {
        let isSent = finish(
            whenThereIsRoom {
                letters.send(record, rejectedFor: rejection, token: ledger.openID, through: producer)
            })
        if isSent { counts.deadLetters += 1 }
    }

    /// Ends the open checkpoint; it comes back from `takeConfirmed` when all of it is acknowledged.
    func closeCheckpoint(_ checkpoint: Checkpoint) {
        ledger.close(with: checkpoint)
    }

    /// Serves delivery reports.
    ///
    /// - Returns: the checkpoints that may be committed now, oldest first, each once.
    func takeConfirmed() -> [Checkpoint] {
        serve(timeout: .zero)
        guard failure == nil, !isCutShort else { return [] }
        return ledger.takeConfirmed()
    }

    /// Waits until everything is acknowledged.
    ///
    /// - Returns: false when `timeout` came first or a delivery failed.
    func drain(timeout: Duration) -> Bool {
        let deadline = ContinuousClock.now + timeout
        while failure == nil && !isCutShort && ledger.unconfirmedCount > 0 && ContinuousClock.now < deadline {
            serve(timeout: .milliseconds(20))
        }
        return failure == nil && !isCutShort && ledger.unconfirmedCount == 0
    }

    /// Forgets the checkpoints of partitions that were revoked or lost; their messages are still delivered.
    func forgetCheckpoints() {
        ledger.reset()
    }

    /// What is not acknowledged by now is thrown away.
    func close() {
        letters.close()
        producer.close()
    }

    /// Tries until the queue has room for it.
    private func whenThereIsRoom(_ produce: () -> ProduceOutcome) -> ProduceOutcome {
        while true {
            // Whatever comes after a failure is not committed, so it need not be sent.
            guard failure == nil, !isCutShort else { return .queueFull }
            let outcome = produce()
            guard case .queueFull = outcome, producer.fatalError == nil else { return outcome }
            if giveUp() {
                let deadline = stopDeadline ?? .now + Self.patience
                stopDeadline = deadline
                if ContinuousClock.now > deadline { return outcome }
            }
            serve(timeout: .milliseconds(50))
        }
    }

    /// - Returns: whether it is on its way.
    private func finish(_ outcome: ProduceOutcome) -> Bool {
        switch outcome {
        case .accepted:
            ledger.messageSent()
            return true
        case .failed(let error):
            failure = failure ?? producer.fatalError ?? error
        case .queueFull:
            failure = failure ?? producer.fatalError
            isCutShort = failure == nil
        }
        return false
    }

    private func serve(timeout: Duration) {
        producer.poll(timeout: timeout, take)
        let refusal = letters.serve(onDelivered: { ledger.messageConfirmed(token: $0.token) })
        failure = failure ?? producer.fatalError ?? refusal
    }

    private func take(_ report: DeliveryReport) {
        guard let error = report.error else {
            ledger.messageConfirmed(token: report.token)
            if report.topic != topics.deadLetters { onDelivered(report) }
            return
        }
        // Not confirmed yet, but on its way again.
        if report.topic == topics.deadLetters, letters.sendAlone(report) { return }
        // The report names the broker's answer; that it has ended the producer only the producer says.
        failure = failure ?? producer.fatalError ?? error
    }
}

extension ProducerOptions {
    /// Each record alone, so that one which the broker refuses takes no other with it.
    static let singly = ProducerOptions(properties: ["batch.num.messages": "1"])
}
