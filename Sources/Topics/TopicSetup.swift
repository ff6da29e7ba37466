import Foundation
import Kafka
import Logging

/// Makes the topics that a service needs, once the broker answers.
///
/// Retention: logs 7 days, results and dead letters 8; never compacted, since compaction keeps the row written last
/// and readers need the one with the largest throughOffset.
///
/// - Source: DESIGN §3.
public struct TopicSetup {
    private let configuration: KafkaConfiguration
    private let logger: Logger
    private static let day = 86_400_000

    public init(configuration: KafkaConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Waits for the broker, makes the topics that are missing, and raises the results topics to the partitions of
    /// `logs`. Blocks; says once that the broker is not there, and once that it is.
    ///
    /// - Parameters:
    ///   - partitions: of a topic that has to be made.
    ///   - shouldStop: asked between attempts.
    /// - Returns: the partitions of `logs`, or nil when told to stop.
    /// - Throws: `KafkaError` that waiting does not mend; `TopicError` when `logs` has fewer partitions than a
    ///   results topic.
    public func prepare(_ topics: TopicNames, partitions: Int, until shouldStop: () -> Bool) throws -> Int? {
        try whenBrokerAnswers(until: shouldStop) { admin in
            try attempt(topics, partitions: partitions, admin: admin)
        }
    }

    /// Waits for the broker and makes one topic if it is missing; one of ours brings the others along.
    ///
    /// - Returns: false when told to stop.
    public func prepare(_ topic: String, partitions: Int, until shouldStop: () -> Bool) throws -> Bool {
        let topics = TopicNames()
        if topics.all.contains(topic) { return try prepare(topics, partitions: partitions, until: shouldStop) != nil }
        let spec = TopicSpec(name: topic, partitions: partitions)
        return try whenBrokerAnswers(until: shouldStop) { admin in
            if try admin.metadata(timeout: .seconds(2))[topic] == nil {
                try admin.createTopics([spec], timeout: .seconds(10))
            }
            return true
        } ?? false
    }

    private func whenBrokerAnswers<Value>(
        until shouldStop: () -> Bool, _ body: (KafkaAdmin) throws -> Value
    ) throws -> Value? {
        let admin = try KafkaAdmin(configuration: configuration, logger: logger)
        defer { admin.close() }
        var hasComplained = false
        while !shouldStop() {
            do {
                let value = try body(admin)
                if hasComplained { logger.info("the broker is there") }
                return value
            } catch let error as KafkaError where error.isRetriable {
                if !hasComplained {
                    logger.warning("waiting for the broker at \(configuration.bootstrapServers): \(error.message)")
                }
                hasComplained = true
                // An answer that comes at once must not make this a busy loop; it blocks a thread of its own.
                usleep(200_000)
            }
        }
        return nil
    }

    private func attempt(_ topics: TopicNames, partitions: Int, admin: KafkaAdmin) throws -> Int {
        var counts = try admin.metadata(timeout: .seconds(2))
        // Not fewer than its rows need, which are there already when it was deleted.
        let wanted = max(partitions, counts[topics.results] ?? 0, counts[topics.live] ?? 0)
        if counts[topics.logs] == nil {
            try make([spec(topics.logs, wanted, days: 7)], admin: admin)
            counts = try admin.metadata(timeout: .seconds(2))
        }
        // The broker that answered may not have heard of a new topic yet.
        let logs = counts[topics.logs] ?? wanted
        let missing = [topics.results, topics.live, topics.deadLetters].filter { counts[$0] == nil }
        if !missing.isEmpty {
            try make(missing.map { spec($0, logs, days: 8) }, admin: admin)
        }
        for topic in [topics.results, topics.live] {
            guard let count = counts[topic], count != logs else { continue }
            guard count < logs else { throw TopicError(topic: topic, partitions: count, logs: logs) }
            try raise(topic, from: count, to: logs, admin: admin)
        }
        return logs
    }

    private func make(_ specs: [TopicSpec], admin: KafkaAdmin) throws(KafkaError) {
        let made = try admin.createTopics(specs, timeout: .seconds(10))
        guard let first = made.first else { return }
        logger.info("made \(made.map(\.name).joined(separator: ", ")) with \(first.partitions) partitions")
    }

    private func raise(_ topic: String, from count: Int, to logs: Int, admin: KafkaAdmin) throws(KafkaError) {
        do throws(KafkaError) {
            try admin.createPartitions(topic: topic, total: logs, timeout: .seconds(10))
            logger.info("raised \(topic) from \(count) to \(logs) partitions")
        } catch {
            // Another service may have been quicker.
            guard try admin.metadata(timeout: .seconds(2))[topic] == logs else { throw error }
        }
    }

    private func spec(_ name: String, _ partitions: Int, days: Int) -> TopicSpec {
        TopicSpec(
            name: name, partitions: partitions,
            config: ["cleanup.policy": "delete", "retention.ms": "\(days * Self.day)"])
    }
}

/// `logs` has fewer partitions than a topic that must have as many.
public struct TopicError: Error, CustomStringConvertible {
    let topic: String
    let partitions: Int
    let logs: Int

    public var description: String {
        "logs has \(logs) partitions but \(topic) has \(partitions); raise logs to \(partitions), or delete \(topic)"
    }
}
