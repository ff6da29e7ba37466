import AdCodec
import AdModel
import Kafka
import Topics

/// Rows and dead letters on their way to the broker, each counted in the open checkpoint until it is acknowledged.
///
/// Confined to the job's thread. A full local queue is back-pressure: `send` serves delivery reports until there is
/// room; nothing is dropped.
final class RowPublisher {
    /// What a dead letter's key and value are cut to when the client refuses it whole.
    private static let cutLength = 65_536

    private let producer: KafkaProducer
    private let topics: TopicNames
    private let wallClock: () -> EventTime
    private var ledger = CheckpointLedger<[PartitionOffset]>()
    private var value: [UInt8] = []
    private var key: [UInt8] = []
    /// Asked while the queue is full: whether the job has been told to stop.
    var giveUp: () -> Bool = { false }
    /// How long a stopping job still waits for room in the queue.
    private static let patience: Duration = .seconds(4)
    /// The job was told to stop while something had found no room in the queue; nothing is committed from then on.
    private(set) var isCutShort = false
    /// Set by the first delivery that failed for good; nothing is committed from then on.
    private(set) var failure: KafkaError?

    init(producer: KafkaProducer, topics: TopicNames, wallClock: @escaping () -> EventTime) {
        self.producer = producer
        self.topics = topics
        self.wallClock = wallClock
    }

    var unconfirmedCount: Int { ledger.unconfirmedCount }
    var waitingCheckpoints: Int { ledger.waitingCount }

    /// Sends a row to its partition of `results` or `results.live`.
    func send(_ row: ResultRow) {
        value.removeAll(keepingCapacity: true)
        key.removeAll(keepingCapacity: true)
        ResultRowEncoder.append(row, to: &value)
        RowKeyEncoder.append(row.key, to: &key)
        let topic = row.status == .final ? topics.results : topics.live
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in finish(produce(to: topic, row.partition, key, value, [])) }
        }
    }

    /// Sends a rejected record, its key and bytes untouched, to the dead letters.
    func send(_ record: ConsumedRecord, rejectedFor rejection: Rejection) {
        let headers = [
            RecordHeader("reason", rejection.reason.rawValue), RecordHeader("message", rejection.message),
            RecordHeader("topic", record.topic), RecordHeader("partition", "\(record.partition)"),
            RecordHeader("offset", "\(record.offset)"),
        ]
        let outcome = produce(to: topics.deadLetters, nil, record.key, record.value, headers)
        guard case .failed(let error) = outcome, error.code == .messageTooLarge else { return finish(outcome) }
        let note = [RecordHeader("truncated", "\(record.value?.count ?? 0)")]
        finish(produce(to: topics.deadLetters, nil, cut(record.key), cut(record.value), headers + note))
    }

    private func cut(_ bytes: UnsafeRawBufferPointer?) -> UnsafeRawBufferPointer? {
        bytes.map { UnsafeRawBufferPointer(rebasing: $0.prefix(Self.cutLength)) }
    }

    /// Ends the open checkpoint; `offsets` come back from `takeConfirmed` when all of it is acknowledged.
    func closeCheckpoint(_ offsets: [PartitionOffset]) {
        ledger.close(with: offsets)
    }

    /// Serves delivery reports.
    ///
    /// - Returns: the newest offset of each partition that may be committed now, once.
    func takeConfirmed() -> [PartitionOffset] {
        serve(timeout: .zero)
        guard failure == nil, !isCutShort else { return [] }
        let newest = ledger.takeConfirmed().joined().map { ($0.topicPartition, $0) }
        return Array(Dictionary(newest, uniquingKeysWith: { $1 }).values)
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

    /// Produces once there is room; a full queue is served until there is.
    private func produce(
        to topic: String, _ partition: Int32?, _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?,
        _ headers: [RecordHeader]
    ) -> ProduceOutcome {
        var deadline: ContinuousClock.Instant?
        while true {
            let outcome = producer.produce(
                topic: topic, partition: partition, key: key, value: value, headers: headers,
                timestamp: wallClock().milliseconds, token: ledger.openID)
            guard case .queueFull = outcome, failure == nil, !isCutShort, producer.fatalError == nil else {
                return outcome
            }
            if giveUp() {
                deadline = deadline ?? .now + Self.patience
                if let deadline, ContinuousClock.now > deadline { return outcome }
            }
            serve(timeout: .milliseconds(50))
        }
    }

    private func finish(_ outcome: ProduceOutcome) {
        switch outcome {
        case .accepted: ledger.messageSent()
        case .failed(let error): failure = failure ?? error
        case .queueFull:
            failure = failure ?? producer.fatalError
            isCutShort = true
        }
    }

    private func serve(timeout: Duration) {
        producer.poll(timeout: timeout) { report in
            if let error = report.error {
                failure = failure ?? error
            } else {
                ledger.messageConfirmed(token: report.token)
            }
        }
        failure = failure ?? producer.fatalError
    }
}
