import AdModel
import Kafka
import Logging

/// Reads `logs.dlq` from its start to the end it has now and adds it up by reason.
///
/// A crash of the aggregator may write a letter again: letters with the same place and the same bytes count as one
/// record. What that takes is a set a reason; `RecordSet` says what it costs.
public final class DeadLetterJob {
    private let consumer: KafkaConsumer
    private let admin: KafkaAdmin
    private let topic: String
    private let exampleLimit: Int
    private var tallies: [RejectReason?: DeadLetterTally] = [:]
    private var letters = 0

    /// - Parameter examples: how many to show of each reason.
    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(topic: String, examples: Int, configuration: KafkaConfiguration, logger: Logger) throws {
        self.topic = topic
        exampleLimit = examples
        admin = try KafkaAdmin(configuration: configuration, logger: logger)
        do {
            consumer = try KafkaConsumer(configuration: configuration, group: nil, logger: logger)
        } catch {
            admin.close()
            throw error
        }
    }

    /// - Returns: the reasons that there are letters of, in the order in which they are tried; foreign records last.
    /// - Throws: `KafkaError`, `NoTopicError`, `ShorterTopicError`, or `StoppedError`.
    public func run(until shouldStop: () -> Bool, onProgress: (Int) -> Void) throws -> [DeadLetterSummary] {
        defer {
            consumer.close()
            admin.close()
        }
        let scan = TopicScan(consumer)
        try scan.begin(try scan.extent(of: topic, admin: admin))
        while !scan.isDone && !shouldStop() {
            try scan.poll { record in
                add(record)
                return true
            }
            onProgress(letters)
        }
        guard scan.isDone else { throw StoppedError(what: "reading \(topic)", result: "run it again for the counts") }
        return (RejectReason.allCases + [nil]).compactMap { reason in
            tallies[reason]?.summary(of: reason?.rawValue ?? "unknown")
        }
    }

    private func add(_ record: ConsumedRecord) {
        letters += 1
        let letter = DeadLetter(record)
        tallies[letter.reason, default: DeadLetterTally(exampleLimit: exampleLimit)]
            .add(letter, time: record.timestamp, key: record.key, value: record.value)
    }
}
