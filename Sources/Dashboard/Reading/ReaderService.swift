import AdModel
import DashboardModel
import Kafka
import Logging
import ServiceLifecycle
import Topics

/// The reading of the topics as a service beside the web server: waits for the broker, makes missing topics, reads.
public struct ReaderService: Service {
    /// Rows of windows near the history's edge were written a little before it.
    private static let margin: Milliseconds = .minutes(60)

    private let store: RowStore
    private let configuration: KafkaConfiguration
    private let history: Milliseconds
    private let partitions: Int
    private let logger: Logger

    /// - Parameter partitions: of topics that have to be made.
    public init(
        store: RowStore, configuration: KafkaConfiguration, history: Milliseconds, partitions: Int, logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.history = history
        self.partitions = partitions
        self.logger = logger
    }

    /// Reads on a thread of its own until the group shuts down.
    ///
    /// - Throws: `KafkaError` or `TopicError` that waiting does not mend.
    public func run() async throws {
        try await ServiceThread.untilShutdown(name: "results-reader") { [self] stop in
            try read(until: { stop.isSet })
        }
    }

    private func read(until shouldStop: () -> Bool) throws {
        let topics = TopicNames()
        let setup = TopicSetup(configuration: configuration, logger: logger)
        guard try setup.prepare(topics, partitions: partitions, until: shouldStop) != nil else { return }
        let reader = try ResultsReader(store: store, topics: topics, configuration: configuration, logger: logger)
        let span = min(history.count, store.now.milliseconds) + Self.margin.count
        try reader.run(
            from: EventTime(milliseconds: max(0, store.now.milliseconds - span)), until: shouldStop)
    }
}
