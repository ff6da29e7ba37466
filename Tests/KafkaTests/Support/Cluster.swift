import Logging
import TestSupport
import Testing

@testable import Kafka

/// A mock cluster with topic `t`, and what a test needs to use it.
struct Cluster: Sendable {
    let mock: MockCluster
    let configuration: KafkaConfiguration
    let capture: LogLines
    var logger: Logger { capture.logger }

    /// Runs a test's blocking body on a thread of its own, with a cluster that is closed afterwards.
    static func run(
        brokers: Int = 1, partitions: Int = 1, properties: [String: String] = [:],
        _ body: @escaping @Sendable (Cluster) throws -> Void
    ) async throws {
        try await ServiceThread.run(name: "test") {
            let capture = LogLines()
            let mock = try MockCluster(brokers: brokers, logger: capture.logger)
            defer { mock.close() }
            try mock.createTopic("t", partitions: partitions)
            let configuration = try KafkaConfiguration(
                bootstrapServers: mock.bootstrapServers, properties: properties)
            try body(Cluster(mock: mock, configuration: configuration, capture: capture))
        }
    }

    func withConsumer<R>(group: String? = nil, _ body: (KafkaConsumer) throws -> R) throws -> R {
        let consumer = try KafkaConsumer(configuration: configuration, group: group, logger: logger)
        defer { consumer.close() }
        return try body(consumer)
    }

    func withProducer<R>(
        options: ProducerOptions = ProducerOptions(), _ body: (KafkaProducer) throws -> R
    ) throws -> R {
        let producer = try KafkaProducer(configuration: configuration, options: options, logger: logger)
        defer { producer.close() }
        return try body(producer)
    }

    /// Ends a long round trip, and the connections on which answers still wait for theirs.
    func answerAgain() throws {
        try mock.setRoundTrip(.zero)
        try Spawning.paused {
            try mock.setDown()
            try mock.setUp()
        }
    }

    /// Produces values `first`, `first + 1`, … as text to `t[partition]`, and waits until all are delivered.
    func produce(_ values: Range<Int>, partition: Int32 = 0) throws {
        try withProducer { producer in
            for value in values {
                let outcome = producer.produce(
                    topic: "t", partition: partition, key: nil, value: Array("\(value)".utf8))
                guard case .accepted = outcome else { throw Unexpected("\(outcome)") }
            }
            _ = try producer.delivered()
        }
    }
}

extension KafkaProducer {
    /// Flushes, and returns the reports; fails when one says that a record was not delivered, or none comes.
    func delivered(within limit: Duration = .seconds(60)) throws -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        let left = flush(timeout: limit) { reports.append($0) }
        let errors = reports.compactMap(\.error)
        guard left == 0, errors.isEmpty else { throw Unexpected("\(left) not delivered, \(errors)") }
        return reports
    }
}

extension KafkaConsumer {
    /// Polls until the condition holds; a test fails rather than hangs.
    func pollUntil(
        _ what: String, within limit: Duration = .seconds(60), maxRecords: Int = 1_000, done: @autoclosure () -> Bool,
        _ body: (ConsumerEvent) -> Void
    ) throws {
        let deadline = ContinuousClock.now + limit
        while !done() {
            guard ContinuousClock.now < deadline else { throw Unexpected("waited \(limit) for \(what)") }
            try poll(maxRecords: maxRecords, timeout: .milliseconds(60), body)
        }
    }

    /// Reads `t[partition]` to its end.
    func valuesToEnd(of partition: TopicPartition, from offset: Int64 = 0) throws -> [String] {
        try assign([PartitionOffset(partition, offset: offset)])
        let seen = Recording()
        try pollUntil("the end of \(partition)", done: seen.ends > 0) { seen.note($0) }
        if let failure = seen.lastFailure { throw failure }
        return seen.values
    }
}

func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
}
