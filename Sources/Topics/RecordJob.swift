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
    /// - Throws: `KafkaError`, `FileError`, `NoTopicError`, or `ShorterTopicError`; the file is then left as it was.
    public func run(to output: consuming OutputFile, until shouldStop: () -> Bool, onProgress: (Int) -> Void) throws {
        defer {
            consumer.close()
            admin.close()
        }
        let scan = TopicScan(consumer)
        try scan.begin(try scan.extent(of: topic, admin: admin))
        var buffer: [UInt8] = []
        while !scan.isDone && !shouldStop() {
            try scan.poll { record in
                append(record, to: &buffer)
                return true
            }
            try output.append { $0 += buffer }
            buffer.removeAll(keepingCapacity: true)
            onProgress(records)
        }
        guard scan.isDone else { throw StoppedError(what: "recording", result: "the output is left as it was") }
        try output.finish()
    }

    private func append(_ record: ConsumedRecord, to buffer: inout [UInt8]) {
        records += 1
        EnvelopeEncoder.append(
            topic: record.topic, partition: record.partition, offset: record.offset,
            timestamp: record.timestamp.map { .init(milliseconds: $0) }, key: record.key, payload: record.value,
            to: &buffer)
        buffer.append(0x0A)
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
