import EmbeddedBroker
import Synchronization
import Telemetry

/// The embedded broker's figures as metrics.
enum BrokerMetrics {
    static func families(_ figures: BrokerFigures?) -> [MetricFamily] {
        guard let figures else { return [] }
        return [
            .counter("adtally_broker_requests_total", "Requests taken.", figures.requests),
            .counter("adtally_broker_appended_records_total", "Records appended.", figures.appendedRecords),
            .counter("adtally_broker_appended_bytes_total", "Bytes of batches appended.", figures.appendedBytes),
            .counter("adtally_broker_fetched_bytes_total", "Bytes of batches handed out.", figures.fetchedBytes),
            .gauge("adtally_broker_connections", "Clients connected.", figures.connections),
            .gauge("adtally_broker_topics", "Topics.", figures.topics),
            .gauge("adtally_broker_partitions", "Partitions of all topics.", figures.partitions),
            .gauge("adtally_broker_groups", "Consumer groups remembered.", figures.groups),
            .gauge("adtally_broker_records", "Records kept.", Int(figures.records)),
            .gauge("adtally_broker_log_bytes", "Bytes of batches kept.", Int(figures.bytes)),
        ]
    }

    static func readiness(_ figures: BrokerFigures?) -> Readiness {
        guard let figures else { return .notReady("the broker does not take connections") }
        return figures.writeFailure.map { .notReady("cannot write to the data folder: \($0)") } ?? .ready
    }
}

/// The broker of this process, once it listens.
final class RunningBroker: Sendable {
    private let broker = Mutex<Broker?>(nil)

    func set(_ broker: Broker?) {
        self.broker.withLock { $0 = broker }
    }

    func figures() async -> BrokerFigures? {
        await broker.withLock { $0 }?.figures()
    }
}
