import BenchEvents
import BenchSupport
import Foundation
import Kafka

/// `adtally aggregator` on a broker whose `logs` are full: from its partitions to the commit behind the last event.
///
/// The end is told by the group's committed offsets, asked for through our Kafka layer: a commit means that every row
/// is acknowledged. Its metrics would say the same a second late.
struct AggregatorRow {
    private static let target = 1.5e6
    private static let group = "flink-job"
    private static let patience = Duration.seconds(300)

    let clients: Clients

    func run(_ program: BrokerProgram, _ logs: FilledLogs, _ data: URL) throws -> Outcome {
        try logs.copy(to: data)
        let broker = try BrokerProcess(program, folder: data)
        let observer = try KafkaConsumer(
            configuration: try clients.configuration(for: broker), group: Self.group, logger: clients.logger)
        _ = try observer.queryWatermarks(clients.allPartitions)
        let aggregator = try ChildProcess(
            [program.path, "aggregator", "--group", Self.group, "--brokers", broker.bootstrapServers],
            errors: data.path + "-aggregator.log")
        try aggregator.words("assigned partitions", within: .seconds(60))
        let start = ContinuousClock.now
        try waitForCommit(of: logs.events, observer, aggregator)
        let seconds = (.now - start).seconds
        let usage = try aggregator.end(by: SIGTERM)
        try checkNoneRejected(observer)
        observer.close()
        let brokerUsage = try broker.child.end(by: SIGTERM)
        try FileManager.default.removeItem(at: data)
        return Throughput(
            events: logs.events, bytes: logs.events * EventMaker.size, seconds: seconds, target: Self.target,
            services: [ServiceUsage("aggregator", usage), ServiceUsage("broker", brokerUsage)]
        ).outcome
    }

    private func waitForCommit(of events: Int, _ observer: KafkaConsumer, _ aggregator: ChildProcess) throws {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let committed = try observer.committed(clients.allPartitions).reduce(0) { $0 + $1.offset }
            if committed == events { return }
            try aggregator.check()
            guard ContinuousClock.now < deadline else {
                throw BenchError("\(committed) of \(events) events were committed in \(Self.patience.text)")
            }
            usleep(20_000)
        }
    }

    /// What is rejected is not counted, and costs less.
    private func checkNoneRejected(_ observer: KafkaConsumer) throws {
        let partitions = (0..<Int32(clients.partitions)).map { TopicPartition("logs.dlq", $0) }
        let letters = try observer.queryWatermarks(partitions).values.reduce(0) { $0 + $1.count }
        guard letters == 0 else { throw BenchError("\(letters) events were rejected, see logs.dlq") }
    }
}
