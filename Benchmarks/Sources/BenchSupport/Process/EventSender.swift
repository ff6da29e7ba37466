import BenchEvents
import Kafka

/// Writes events to `logs` with our layer's producer: idempotent, acks=all, lz4, keyed by campaign.
///
/// The layer takes single records, as librdkafka does from any client; its batches are made on librdkafka's own thread.
package final class EventSender {
    package static let linger = Duration.milliseconds(20)
    private static let patience = Duration.seconds(60)

    private let producer: KafkaProducer
    private let broker: BrokerProcess
    private let topic: String
    private var events: EventMaker

    /// Connects, so that no time of what follows is lost with it.
    ///
    /// - Parameter linger: how long a record waits for others.
    package init(
        _ shape: EventShape, to broker: BrokerProcess, clients: Clients, linger: Duration = EventSender.linger
    ) throws {
        self.broker = broker
        topic = clients.topic
        events = EventMaker(shape)
        producer = try KafkaProducer(
            configuration: try clients.configuration(for: broker), options: ProducerOptions(linger: linger),
            logger: clients.logger)
        try producer.warmUp(topics: [clients.topic])
    }

    /// Hands over an event, with its number as token; waits where the queue is full.
    ///
    /// - Returns: which campaign and channel it is of.
    @discardableResult
    package func send(
        _ number: Int, onReport: (DeliveryReport) -> Void
    ) throws -> (campaign: Int, channel: Int) {
        events.make(number)
        while true {
            let outcome = producer.produce(
                topic: topic, key: events.key, value: events.value, token: UInt64(number))
            switch outcome {
            case .accepted: return (events.campaign, events.channel)
            case .queueFull: try wait(onReport: onReport)
            case .failed(let error): throw error
            }
        }
    }

    /// Takes the reports that have come, so that the queue never waits for them.
    package func poll(timeout: Duration = .zero, onReport: (DeliveryReport) -> Void) {
        producer.poll(timeout: timeout, onReport)
    }

    /// Waits until everything is reported.
    package func finish(onReport: (DeliveryReport) -> Void) throws {
        while producer.outstanding > 0 { try wait(onReport: onReport) }
    }

    package func close() { producer.close() }

    /// Waits for at least one report.
    private func wait(onReport: (DeliveryReport) -> Void) throws {
        let deadline = ContinuousClock.now + Self.patience
        while producer.poll(timeout: .seconds(1), onReport) == 0 {
            try broker.child.check()
            if let error = producer.fatalError { throw error }
            guard .now < deadline else { throw BenchError("nothing was acknowledged for \(Self.patience.text)") }
        }
    }
}
