import Kafka
import Logging

/// Finds out whether a log really ends where the broker says, by reading its last known record.
///
/// A log that is taken for another one is counted twice, so an answer about its end is not enough: a new leader may not
/// know it yet, and there are brokers whose answer leaves the newest record out.
struct LogProbe {
    let configuration: KafkaConfiguration
    let logger: Logger

    /// - Parameter offset: behind the last record that is known to have been there.
    /// - Returns: whether the log reaches so far; nil when told to stop first.
    /// - Throws: `KafkaError` that waiting does not mend.
    func reaches(_ offset: PartitionOffset, until shouldStop: () -> Bool) throws -> Bool? {
        guard offset.offset > 0 else { return true }
        let consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        defer { consumer.close() }
        try consumer.assign([PartitionOffset(offset.topicPartition, offset: offset.offset - 1)])
        var answer: Bool?
        var failure: KafkaError?
        while answer == nil {
            if shouldStop() { return nil }
            try consumer.poll(maxRecords: 1, timeout: .milliseconds(20)) { event in
                switch event {
                case .record: answer = true
                case .endOfPartition(_, let end): answer = answer ?? (end >= offset.offset)
                case .failure(let error, _):
                    if error.isOffsetOutOfRange {
                        answer = answer ?? false
                    } else if !error.isRetriable {
                        failure = error
                    }
                }
            }
            if let failure { throw failure }
        }
        return answer
    }
}
