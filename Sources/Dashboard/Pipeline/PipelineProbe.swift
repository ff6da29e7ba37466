import AdModel
import DashboardModel
import Foundation
import Kafka
import Logging
import ServiceLifecycle
import Topics

/// Looks at the broker every two seconds and reports how the pipeline does, on a thread of its own.
///
/// Nothing hangs on it: where it cannot look, the page says so, and the figures go on.
public struct PipelineProbe: Service {
    /// Time between two looks. Each is four small requests, and wakes every page.
    private static let interval: Duration = .seconds(2)

    private let store: RowStore
    private let configuration: KafkaConfiguration
    private let group: String
    private let history: Milliseconds
    private let logger: Logger

    /// - Parameters:
    ///   - group: the flink job's consumer group.
    ///   - history: dead letters older than this are not counted.
    public init(
        store: RowStore, configuration: KafkaConfiguration, group: String, history: Milliseconds, logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.group = group
        self.history = history
        self.logger = logger
    }

    /// Looks until the group shuts down.
    public func run() async throws {
        try await ServiceThread.untilShutdown(name: "pipeline-probe") { [self] stop in
            do {
                try look(until: { stop.isSet })
            } catch {
                logger.warning("the page shows nothing of the pipeline: \(error)")
                // Ending would take the dashboard along.
                while !stop.isSet { usleep(100_000) }
            }
        }
    }

    /// - Throws: `KafkaError` when librdkafka refuses the configuration.
    private func look(until shouldStop: () -> Bool) throws {
        let broker = try BrokerLook(configuration: configuration, topics: TopicNames(), group: group, logger: logger)
        defer { broker.close() }
        let since = EventTime(milliseconds: max(0, store.now.milliseconds - history.count))
        let letters = DeadLetterCounter(configuration: configuration, since: since, logger: logger)
        defer { letters.close() }
        var health: PipelineHealth?
        while !shouldStop() {
            let next = ContinuousClock.now + Self.interval
            let sample = broker.sample(at: store.now) { ranges in letters.counts(ranges, broker, at: store.now) }
            let newest = PipelineHealth(sample, after: health, ingest: store.ingestState)
            store.report(newest)
            health = newest
            while ContinuousClock.now < next, !shouldStop() { letters.read(now: store.now) }
        }
    }
}
