import AdCodec
import AdModel
import Kafka
import Logging

/// Rows that a restore was about to read are not there, or not any more; it has to be planned anew.
struct RowsGoneError: Error {
    let partition: Int32
}

/// Reads ranges of the results topics, on a consumer of its own, and is done at their ends.
///
/// - Source: DESIGN §6.2: the end is an end-of-partition event. Watermarks are not trusted with it, asked for or cached:
///   there are brokers whose answer leaves the newest record out.
struct RowReader {
    private static let reportInterval: Duration = .seconds(5)

    let configuration: KafkaConfiguration
    let logger: Logger

    /// Blocks until everything is read; a broker that goes away is waited for.
    ///
    /// - Parameters:
    ///   - ranges: where to begin, and the least that has to be there.
    ///   - body: a row of the partition that it says it is of. What is no such row is left out, and said once.
    /// - Returns: false when told to stop first.
    /// - Throws: ``RowsGoneError``, `KafkaError` that waiting does not mend, and what `body` throws.
    func read(
        _ ranges: [TopicPartition: Range<Int64>], until shouldStop: () -> Bool, _ body: (ResultRow) throws -> Void
    ) throws -> Bool {
        var open = ranges
        guard !open.isEmpty else { return true }
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        defer { consumer.close() }
        try consumer.assign(open.map { PartitionOffset($0.key, offset: $0.value.lowerBound) })
        let decoder = ResultRowDecoder()
        var progress = Progress(logger: logger, nextLine: .now + Self.reportInterval)
        var failure: (any Error)?
        while !open.isEmpty {
            if shouldStop() { return false }
            try consumer.poll(maxRecords: 4000, timeout: .milliseconds(20)) { event in
                guard failure == nil else { return }
                do { try take(event, &open, decoder, &progress, body) } catch { failure = error }
            }
            if let failure { throw failure }
            progress.tick(openPartitions: open.count)
        }
        return true
    }

    private func take(
        _ event: ConsumerEvent, _ open: inout [TopicPartition: Range<Int64>], _ decoder: ResultRowDecoder,
        _ progress: inout Progress, _ body: (ResultRow) throws -> Void
    ) throws {
        switch event {
        case .record(let record):
            guard open[record.topicPartition] != nil, let row = row(record, decoder, &progress) else { return }
            try body(row)
        case .endOfPartition(let partition, let offset):
            guard let range = open[partition] else { return }
            // It ended further on a moment ago.
            if offset < range.upperBound { throw RowsGoneError(partition: partition.partition) }
            open[partition] = nil
        case .failure(let error, let partition):
            if let partition, error.isOffsetOutOfRange { throw RowsGoneError(partition: partition.partition) }
            if !error.isRetriable { throw error }
        }
    }

    private func row(_ record: ConsumedRecord, _ decoder: ResultRowDecoder, _ progress: inout Progress) -> ResultRow? {
        progress.rows += 1
        do {
            let row = try record.value.map(decoder.decode)
            return row?.partition == record.partition ? row : nil
        } catch {
            if progress.refused == 0 {
                logger.warning(
                    "left out what is no row, in \(record.topicPartition) at offset \(record.offset): \(error)")
            }
            progress.refused += 1
            return nil
        }
    }

    /// Says now and then how far a long restore is.
    private struct Progress {
        let logger: Logger
        var nextLine: ContinuousClock.Instant
        var rows = 0
        var refused = 0

        mutating func tick(openPartitions: Int) {
            guard ContinuousClock.now >= nextLine else { return }
            nextLine = .now + reportInterval
            logger.info("restoring: \(rows) rows read, \(openPartitions) partitions to go")
        }
    }
}
