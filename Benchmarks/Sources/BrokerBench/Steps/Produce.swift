import BenchEvents
import BenchSupport
import Kafka

/// Writes records with our layer's producer.
struct Produce {
    /// 500 follow each other in a millisecond of event time.
    static let shape = {
        var shape = EventShape()
        shape.campaigns = 240
        shape.channels = 5
        shape.rate = 500_000
        shape.disorderMilliseconds = 0
        return shape
    }()

    /// Reports are taken this often.
    private static let recordsBetweenPolls = 1_000

    let clients: Clients

    /// The clock runs from the first record to the last acknowledgement; the connection is there before.
    func run(_ broker: BrokerProcess, count: Int) throws -> Transfer {
        let sender = try EventSender(Self.shape, to: broker, clients: clients)
        defer { sender.close() }
        let watch = try Stopwatch(broker)
        let acknowledged = Acknowledged(partitions: clients.partitions)
        for number in 0..<count {
            try sender.send(number, onReport: acknowledged.add)
            if number % Self.recordsBetweenPolls == 0 { sender.poll(onReport: acknowledged.add) }
        }
        try sender.finish(onReport: acknowledged.add)
        if let error = acknowledged.error { throw error }
        return Transfer(
            ledger: acknowledged.ledger, time: try watch.read(), peakMemory: try broker.figures.peakMemory())
    }
}

/// Keeps the books of what the broker has acknowledged.
private final class Acknowledged {
    private(set) var ledger: Ledger
    private(set) var error: KafkaError?
    private var events = EventMaker(Produce.shape)

    init(partitions: Int) {
        ledger = Ledger(partitions: partitions)
    }

    func add(_ report: DeliveryReport) {
        if let error = report.error {
            self.error = self.error ?? error
            return
        }
        ledger.add(partition: report.partition, offset: report.offset) { hash in
            events.make(Int(report.token))
            return hash(events.value)
        }
    }
}
