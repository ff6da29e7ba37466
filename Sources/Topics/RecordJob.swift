import AdCodec
import Kafka
import Logging

/// Writes what a topic holds to a file, as the envelope that `kcat -J` prints.
///
/// Reads every partition from its start to the end it has when the job begins; the order within a partition is kept.
public final class RecordJob {
    private let consumer: KafkaConsumer
    private let admin: KafkaAdmin
    private let topic: String
    /// The end of each partition that is not read yet.
    private var ends: [Int32: Int64] = [:]
    private var failure: (any Error)?
    public private(set) var records = 0

    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(topic: String, configuration: KafkaConfiguration, logger: Logger) throws {
        self.topic = topic
        admin = try KafkaAdmin(configuration: configuration, logger: logger)
        do {
            consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        } catch {
            admin.close()
            throw error
        }
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
        let ranges = try admin.watermarks((0..<Int32(count)).map { TopicPartition(topic, $0) })
        for (partition, range) in ranges where !range.isEmpty { ends[partition.partition] = range.upperBound }
        try consumer.assign(
            ends.keys.map { PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning) })
        var buffer: [UInt8] = []
        while !ends.isEmpty && failure == nil && !shouldStop() {
            try consumer.poll(timeout: .milliseconds(50)) { event in take(event, into: &buffer) }
            try output.append { $0 += buffer }
            buffer.removeAll(keepingCapacity: true)
            onProgress(records)
        }
        if let failure { throw failure }
        guard ends.isEmpty else { throw StoppedError(what: "recording", result: "the output is left as it was") }
        try output.finish()
    }

    private func take(_ event: ConsumerEvent, into buffer: inout [UInt8]) {
        switch event {
        case .record(let record):
            guard let end = ends[record.partition], record.offset < end else { return }
            if record.offset + 1 == end { ends[record.partition] = nil }
            records += 1
            EnvelopeEncoder.append(
                topic: record.topic, partition: record.partition, offset: record.offset,
                timestamp: record.timestamp.map { .init(milliseconds: $0) }, key: record.key, payload: record.value,
                to: &buffer)
            buffer.append(0x0A)
        case .endOfPartition(let partition, _):
            ends[partition.partition] = nil
        case .failure(let error, _):
            if !error.isRetriable { failure = error }
        }
    }
}

/// Told to stop before the work was done.
public struct StoppedError: Error, CustomStringConvertible {
    let what: String
    let result: String

    public init(what: String, result: String) {
        self.what = what
        self.result = result
    }

    public var description: String { "stopped before \(what) was done; \(result)" }
}

/// A topic that should be there.
public struct NoTopicError: Error, CustomStringConvertible {
    let topic: String

    public var description: String { "there is no topic \(topic) on this broker; check --topic and --brokers" }
}
