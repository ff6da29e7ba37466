import BenchSupport
import Foundation
import Kafka
import Synchronization

/// Reads all records from the start with our layer's batch consumer, and compares them with what was acknowledged.
///
/// Several consumers share the partitions, each on a thread of its own.
struct Fetch {
    private static let patience = Duration.seconds(60)

    let clients: Clients
    let consumers: Int

    /// The clock runs from the assignment to the last record of all consumers; their connections are there before.
    func run(_ broker: BrokerProcess, written: Ledger) throws -> Transfer {
        let readers = (0..<consumers).map { number in
            let partitions = clients.allPartitions.filter { Int($0.partition) % consumers == number }
            return Reader(broker: broker, clients: clients, partitions: partitions, written: written)
        }
        for reader in readers { reader.start() }
        for reader in readers { reader.isReady.wait() }
        let watch = try Stopwatch(broker)
        for reader in readers { reader.mayRead.signal() }
        for reader in readers { reader.hasRead.wait() }
        let time = try watch.read()
        let peak = try broker.figures.peakMemory()
        for reader in readers { reader.mayEnd.signal() }
        var ledger = Ledger(partitions: clients.partitions)
        for reader in readers { ledger.add(try reader.end()) }
        try ledger.verify(against: written)
        return Transfer(ledger: ledger, time: time, peakMemory: peak)
    }

    /// One consumer and its thread. It waits where the clock starts and stops.
    private final class Reader: Sendable {
        let isReady = DispatchSemaphore(value: 0)
        let mayRead = DispatchSemaphore(value: 0)
        let hasRead = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        private let hasEnded = DispatchSemaphore(value: 0)
        private let result = Mutex<Result<Ledger, any Error>?>(nil)

        private let broker: BrokerProcess
        private let clients: Clients
        private let partitions: [TopicPartition]
        private let written: Ledger

        init(broker: BrokerProcess, clients: Clients, partitions: [TopicPartition], written: Ledger) {
            self.broker = broker
            self.clients = clients
            self.partitions = partitions
            self.written = written
        }

        func start() {
            Thread.detachNewThread { [self] in
                let result = Result { try read() }
                self.result.withLock { $0 = result }
                // Whatever failed, nobody waits for it.
                for semaphore in [isReady, hasRead, hasEnded] { semaphore.signal() }
            }
        }

        /// - Throws: what went wrong on the thread.
        func end() throws -> Ledger {
            hasEnded.wait()
            guard let result = result.withLock({ $0 }) else { throw BenchError("a consumer ended without a word") }
            return try result.get()
        }

        private func read() throws -> Ledger {
            let consumer = try KafkaConsumer(
                configuration: try clients.configuration(for: broker), group: nil, logger: clients.logger)
            defer { consumer.close() }
            _ = try consumer.queryWatermarks(partitions)
            isReady.signal()
            mayRead.wait()
            // Not "the beginning": while it does not know the leader yet, librdkafka asks for that offset half a second later.
            try consumer.assign(partitions.map { PartitionOffset($0, offset: 0) })
            var reading = Reading(ledger: Ledger(partitions: clients.partitions))
            let total = partitions.reduce(0) { $0 + written.counts[Int($1.partition)] }
            try poll(consumer, &reading) { $0.ledger.total >= total }
            hasRead.signal()
            mayEnd.wait()
            // Nothing may come after the last one.
            try poll(consumer, &reading) { $0.ends >= partitions.count }
            return reading.ledger
        }

        private func poll(
            _ consumer: KafkaConsumer, _ reading: inout Reading, until isDone: (Reading) -> Bool
        ) throws {
            var failure: KafkaError?
            var lastNews = ContinuousClock.now
            while !isDone(reading) {
                let events = try consumer.poll(maxRecords: 4_000, timeout: .milliseconds(10)) { event in
                    switch event {
                    case .record(let record):
                        reading.ledger.add(partition: record.partition, offset: record.offset) { hash in
                            record.value.map(hash) ?? 0
                        }
                    case .endOfPartition: reading.ends += 1
                    case .failure(let error, _): failure = error
                    }
                }
                if let failure { throw failure }
                guard events == 0 else {
                    lastNews = .now
                    continue
                }
                try broker.child.check()
                guard lastNews + Fetch.patience > .now else {
                    throw BenchError("nothing came for \(Fetch.patience.text) after \(reading.ledger.total) records")
                }
            }
        }
    }

    private struct Reading {
        var ledger: Ledger
        /// Partitions whose end was seen.
        var ends = 0
    }
}
