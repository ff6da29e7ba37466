import TestSupport
import Testing

@testable import Kafka

@Suite struct OutageTests {
    /// The lines about connections, of all that an operator would see.
    private static func said(_ cluster: Cluster) -> [String] {
        cluster.capture.lines(from: .info)
    }

    @Test func anOutageLosesNothingAndIsSaidOnce() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                try producer.warmUp(topics: ["t"])
                for value in 0..<50 {
                    _ = producer.produce(topic: "t", partition: 0, key: nil, value: Array("\(value)".utf8))
                }
                _ = try producer.delivered()
                #expect(producer.isConnected)
                #expect(Self.said(cluster) == [])

                try Spawning.paused { try cluster.mock.setDown() }
                for value in 50..<100 {
                    _ = producer.produce(topic: "t", partition: 0, key: nil, value: Array("\(value)".utf8))
                }
                try Self.poll(producer, until: { Self.said(cluster).count == 1 })
                #expect(!producer.isConnected)
                #expect(!cluster.configuration.isConnected)
                // A few more failed attempts, which are not said again.
                _ = producer.flush(timeout: .seconds(3)) { Issue.record("delivered while down: \($0)") }

                try Spawning.paused { try cluster.mock.setUp() }
                _ = try producer.delivered()
                #expect(producer.isConnected)
            }
            let lines = Self.said(cluster)
            #expect(lines.count == 2)
            #expect(lines.first?.hasPrefix("lost the connection to Kafka") == true)
            #expect(lines.last?.hasPrefix("connected to Kafka again") == true)
            let values = try cluster.withConsumer { try $0.valuesToEnd(of: TopicPartition("t", 0)) }
            #expect(values == (0..<100).map(String.init))
        }
    }

    @Test func nobodyThereIsSaidOnceForAllClients() async throws {
        try await ServiceThread.run(name: "test") {
            let capture = LogLines()
            // Keeps its port, so that no one else can get it, but refuses connections.
            let mock = try MockCluster(logger: capture.logger)
            defer { mock.close() }
            try Spawning.paused { try mock.setDown() }
            let configuration = try KafkaConfiguration(bootstrapServers: mock.bootstrapServers)
            let producer = try KafkaProducer(configuration: configuration, logger: capture.logger)
            let consumer = try KafkaConsumer(configuration: configuration, group: "g", logger: capture.logger)
            try Self.poll(producer, until: { !capture.lines(from: .info).isEmpty })
            try consumer.poll(timeout: .seconds(2)) { _ in }
            producer.close()
            consumer.close()
            let lines = capture.lines(from: .info).filter { $0.hasPrefix("cannot reach Kafka, trying on: ") }
            #expect(lines.count == 1, "\(lines)")
            #expect(lines.first?.contains("Connection refused") == true)
        }
    }

    private static func poll(_ producer: KafkaProducer, until done: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !done() {
            guard ContinuousClock.now < deadline else { throw Unexpected("nothing was said") }
            producer.poll(timeout: .milliseconds(50)) { Issue.record("delivered: \($0)") }
        }
    }
}
