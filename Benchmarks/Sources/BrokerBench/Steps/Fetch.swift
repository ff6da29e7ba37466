import Kafka

/// Reads all records from the start with our layer's batch consumer, and compares them with what was acknowledged.
struct Fetch {
    private static let patience = Duration.seconds(60)

    let clients: Clients

    /// The clock runs from the assignment to the last record; the connection is there before.
    func run(_ broker: BrokerProcess, written: Ledger) throws -> Transfer {
        let consumer = try KafkaConsumer(
            configuration: try clients.configuration(for: broker), group: nil, logger: clients.logger)
        defer { consumer.close() }
        _ = try consumer.queryWatermarks(clients.allPartitions)
        var reading = Reading(ledger: Ledger(partitions: clients.partitions))
        let watch = try Stopwatch(broker)
        // Not "the beginning": while it does not know the leader yet, librdkafka asks for that offset half a second later.
        try consumer.assign(clients.allPartitions.map { PartitionOffset($0, offset: 0) })
        try read(&reading, from: broker, with: consumer) { $0.ledger.total >= written.total }
        let time = try watch.read()
        let peak = try broker.figures.peakMemory()
        // Nothing may come after the last one.
        try read(&reading, from: broker, with: consumer) { $0.ends >= clients.partitions }
        try reading.ledger.verify(against: written)
        return Transfer(ledger: reading.ledger, time: time, peakMemory: peak)
    }

    private struct Reading {
        var ledger: Ledger
        /// Partitions whose end was seen.
        var ends = 0
    }

    private func read(
        _ reading: inout Reading, from broker: BrokerProcess, with consumer: KafkaConsumer,
        until isDone: (Reading) -> Bool
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
            guard lastNews + Self.patience > .now else {
                throw BenchError("nothing came for \(Self.patience.text) after \(reading.ledger.total) records")
            }
        }
    }
}
