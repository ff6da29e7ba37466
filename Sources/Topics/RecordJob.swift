import AdCodec
import Kafka
import Logging

/// Writes what a topic holds to a file, as the envelope that `kcat -J` prints.
///
/// Reads every partition from its start to the end it had when the job came to it; the order within a partition is
/// kept.
public final class RecordJob {
    private let consumer: KafkaConsumer
    private let admin: KafkaAdmin
    private let topic: String
    private var openPartitions: Set<Int32> = []
    private var failure: (any Error)?
    public private(set) var records = 0

    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(topic: String, configuration: KafkaConfiguration, logger: Logger) throws {
        self.topic = topic
        admin = try KafkaAdmin(configuration: configuration, logger: logger)
        consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
    }

    /// Writes the topic to `output` and puts the file in its place.
    ///
    /// - Throws: `KafkaError`, `FileError`, or `NoTopicError`; the file is then left as it was.
    public func run(to output: consuming OutputFile, until shouldStop: () -> Bool, onProgress: (Int) -> Void) throws {
        defer {
            consumer.close()
            admin.close()
        }
        guard let count = try admin.metadata(timeout: .seconds(10))[topic] else { throw NoTopicError(topic: topic) }
        openPartitions = Set(0..<Int32(count))
        try consumer.assign(
            openPartitions.map { PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning) })
        var buffer: [UInt8] = []
        while !openPartitions.isEmpty && failure == nil && !shouldStop() {
            try consumer.poll(timeout: .milliseconds(50)) { event in take(event, into: &buffer) }
            try output.append { $0 += buffer }
            buffer.removeAll(keepingCapacity: true)
            onProgress(records)
        }
        if let failure { throw failure }
        try output.finish()
    }

    private func take(_ event: ConsumerEvent, into buffer: inout [UInt8]) {
        switch event {
        case .record(let record):
            guard openPartitions.contains(record.partition) else { return }
            records += 1
            EnvelopeEncoder.append(
                topic: record.topic, partition: record.partition, offset: record.offset,
                timestamp: record.timestamp.map { .init(milliseconds: $0) }, key: record.key, payload: record.value,
                to: &buffer)
            buffer.append(0x0A)
        case .endOfPartition(let partition, _):
            openPartitions.remove(partition.partition)
        case .failure(let error, _):
            if !error.isRetriable { failure = error }
        }
    }
}

/// A topic that should be there.
public struct NoTopicError: Error, CustomStringConvertible {
    let topic: String

    public var description: String { "there is no topic \(topic) on this broker; check --topic and --brokers" }
}
