import AdCodec
import AdModel
import Kafka

/// Rows and dead letters on their way to the broker, each counted in the open checkpoint until it is acknowledged.
///
/// Confined to the job's thread. A full local queue is back-pressure: `send` serves delivery reports until there is
/// room; nothing is dropped.
final class RowPublisher {
    private let producer: KafkaProducer
    private let topics: TopicNames
    private let wallClock: () -> EventTime
    private var ledger = CheckpointLedger<[PartitionOffset]>()
    private var value: [UInt8] = []
    private var key: [UInt8] = []
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
        send(to: row.status == .final ? topics.results : topics.live, partition: row.partition, headers: [])
    }

    /// Sends a rejected record, its key and bytes untouched, to the dead letters.
    func send(_ record: ConsumedRecord, rejectedFor rejection: Rejection) {
        value = record.value.map(Array.init) ?? []
        key = record.key.map(Array.init) ?? []
        send(
            to: topics.deadLetters, partition: nil,
            headers: [
                ("reason", rejection.reason.rawValue), ("message", rejection.message), ("topic", record.topic),
                ("partition", "\(record.partition)"), ("offset", "\(record.offset)"),
            ])
    }

    /// Ends the open checkpoint; `offsets` come back from `takeConfirmed` when all of it is acknowledged.
    func closeCheckpoint(_ offsets: [PartitionOffset]) {
        ledger.close(with: offsets)
    }

    func takeConfirmed() -> [PartitionOffset]? {
        serve(timeout: .zero)
        return failure == nil ? ledger.takeConfirmed() : nil
    }

    /// Waits until everything is acknowledged.
    ///
    /// - Returns: false when `timeout` came first or a delivery failed.
    func drain(timeout: Duration) -> Bool {
        let deadline = ContinuousClock.now + timeout
        while failure == nil && ledger.unconfirmedCount > 0 && ContinuousClock.now < deadline {
            serve(timeout: .milliseconds(20))
        }
        return failure == nil && ledger.unconfirmedCount == 0
    }

    func forgetCheckpoints() {
        ledger.reset()
    }
}
