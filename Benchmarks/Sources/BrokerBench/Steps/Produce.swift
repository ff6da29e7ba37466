import Foundation
import Kafka

/// Writes records with our layer's producer: idempotent, acks=all, lz4, keyed by campaign.
///
/// The layer takes single records, as librdkafka does from any client; its batches are made on librdkafka's own thread.
struct Produce {
    static let linger = Duration.milliseconds(20)
    /// Reports are taken this often, so that the queue never waits for them.
    private static let recordsBetweenPolls = 1_000
    private static let patience = Duration.seconds(60)

    let clients: Clients

    /// The clock runs from the first record to the last acknowledgement; the connection is there before.
    func run(_ broker: BrokerProcess, count: Int) throws -> Transfer {
        let producer = try KafkaProducer(
            configuration: try clients.configuration(for: broker),
            options: ProducerOptions(linger: Self.linger), logger: clients.logger)
        defer { producer.close() }
        try producer.warmUp(topics: [clients.topic])
        let watch = try Stopwatch(broker)
        let ledger = try write(count, to: broker, with: producer)
        return Transfer(ledger: ledger, time: try watch.read(), peakMemory: try broker.figures.peakMemory())
    }

    private func write(_ count: Int, to broker: BrokerProcess, with producer: KafkaProducer) throws -> Ledger {
        var events = EventMaker()
        var acknowledged = Acknowledged(partitions: clients.partitions)
        for number in 0..<count {
            var outcome = send(number, from: &events, with: producer)
            while case .queueFull = outcome {
                try wait(for: producer, broker, &acknowledged)
                outcome = send(number, from: &events, with: producer)
            }
            if case .failed(let error) = outcome { throw error }
            if number % Self.recordsBetweenPolls == 0 { producer.poll { acknowledged.add($0) } }
        }
        while producer.outstanding > 0 { try wait(for: producer, broker, &acknowledged) }
        if let error = acknowledged.error { throw error }
        return acknowledged.ledger
    }

    private func send(_ number: Int, from events: inout EventMaker, with producer: KafkaProducer) -> ProduceOutcome {
        events.withRecord(number) { key, value in
            producer.produce(topic: clients.topic, key: key, value: value, token: UInt64(number))
        }
    }

    /// Waits for at least one report.
    private func wait(
        for producer: KafkaProducer, _ broker: BrokerProcess, _ acknowledged: inout Acknowledged
    ) throws {
        let deadline = ContinuousClock.now + Self.patience
        while producer.poll(timeout: .seconds(1), { acknowledged.add($0) }) == 0 {
            try broker.child.check()
            if let error = producer.fatalError { throw error }
            guard .now < deadline else { throw BenchError("nothing was acknowledged for \(Self.patience.text)") }
        }
    }
}

/// Keeps the books of what the broker has acknowledged.
private struct Acknowledged: ~Copyable {
    private(set) var ledger: Ledger
    private(set) var error: KafkaError?
    private var events = EventMaker()

    init(partitions: Int) {
        ledger = Ledger(partitions: partitions)
    }

    mutating func add(_ report: DeliveryReport) {
        if let error = report.error {
            self.error = self.error ?? error
            return
        }
        ledger.add(partition: report.partition, offset: report.offset) { hash in
            events.withRecord(Int(report.token)) { _, value in hash(value) }
        }
    }
}
