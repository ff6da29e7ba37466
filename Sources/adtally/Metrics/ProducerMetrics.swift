import Telemetry
import Topics

/// A producer's figures as metrics.
enum ProducerMetrics {
    static func families(_ figures: ProducerFigures, isConnected: Bool) -> [MetricFamily] {
        [
            .counter(
                "adtally_producer_sent_total", "Events handed to the Kafka client, which drops none.", figures.sent),
            .counter("adtally_producer_acknowledged_total", "Events that the broker has.", figures.acknowledged),
            .gauge(
                "adtally_producer_waiting_events", "Events sent and not acknowledged yet.", figures.waiting),
            .gauge(
                "adtally_producer_target_rate", "Events a second that were asked for; absent with --max-rate.",
                figures.rate),
            .kafkaConnected(isConnected),
        ]
    }
}

extension MetricFamily {
    /// Of a process that has one connection state for all its Kafka clients.
    static func kafkaConnected(_ isConnected: Bool) -> MetricFamily {
        .gauge("adtally_kafka_connected", "1 while the service is connected to a Kafka broker.", isConnected)
    }
}
