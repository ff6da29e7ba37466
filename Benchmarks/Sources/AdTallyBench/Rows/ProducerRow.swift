import BenchSupport
import Foundation
import Kafka

/// `adtally producer --max-rate` to an empty embedded broker: from its first event to its end, all of them acknowledged.
struct ProducerRow {
    private static let target = 1e6
    private static let sample = 1_000

    let clients: Clients

    func run(_ program: BrokerProgram, _ data: URL, _ count: Int) throws -> Outcome {
        let broker = try BrokerProcess(program, folder: data)
        try clients.createTopic(on: broker)
        let producer = try ChildProcess(
            [
                program.path, "producer", "--max-rate", "--count", "\(count)", "--seed", "1", "--brokers",
                broker.bootstrapServers,
            ], errors: data.path + "-producer.log")
        try producer.words("writing ", within: .seconds(30))
        let start = ContinuousClock.now
        let usage = try producer.waitForEnd()
        let seconds = (.now - start).seconds
        let bytes = try averageSize(broker, count) * Double(count)
        let brokerUsage = try broker.child.end(by: SIGTERM)
        try FileManager.default.removeItem(at: data)
        return Throughput(
            events: count, bytes: Int(bytes), seconds: seconds, target: Self.target,
            services: [ServiceUsage("producer", usage), ServiceUsage("broker", brokerUsage)]
        ).outcome
    }

    /// Of the first records, once all of them are known to be there.
    private func averageSize(_ broker: BrokerProcess, _ count: Int) throws -> Double {
        let consumer = try KafkaConsumer(
            configuration: try clients.configuration(for: broker), group: nil, logger: clients.logger)
        defer { consumer.close() }
        let total = try consumer.queryWatermarks(clients.allPartitions).values.reduce(0) { $0 + $1.count }
        guard total == count else { throw BenchError("\(count) events were acknowledged, \(total) are there") }
        try consumer.assign(clients.allPartitions.map { PartitionOffset($0, offset: 0) })
        var (records, bytes) = (0, 0)
        let deadline = ContinuousClock.now + .seconds(30)
        while records < min(Self.sample, count), ContinuousClock.now < deadline {
            try consumer.poll(maxRecords: Self.sample, timeout: .milliseconds(100)) { event in
                guard case .record(let record) = event else { return }
                records += 1
                bytes += record.value?.count ?? 0
            }
        }
        return Double(bytes) / Double(max(records, 1))
    }
}

extension ServiceUsage {
    init(_ name: String, _ usage: ChildProcess.Usage) {
        self.init(name: name, cpuSeconds: usage.cpuSeconds, peakMemory: usage.peakMemory)
    }
}
