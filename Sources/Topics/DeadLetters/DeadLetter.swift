import AdModel
import Kafka

/// What the headers of a record in `logs.dlq` say of it.
///
/// - Source: DESIGN §3.
public struct DeadLetter {
    /// nil for a record that the aggregator did not write.
    public let reason: RejectReason?
    /// The record that could not be counted; of a foreign record its own place.
    let source: RecordID
    let message: [UInt8]
    /// Its bytes are not all there.
    let isCut: Bool
    /// Of a cut record, how long its value was.
    let length: Int

    public init(_ record: ConsumedRecord) {
        self.init(
            headers: record.headers, at: RecordID(partition: record.topicPartition, offset: record.offset))
    }

    /// - Parameter place: of the letter itself.
    init(headers: [RecordHeader], at place: RecordID) {
        func text(_ name: String) -> String? {
            headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
        }
        message = headers.first { $0.name == "message" }?.value ?? []
        isCut = headers.contains { $0.name == "truncated" }
        length = text("truncated").flatMap(Int.init) ?? 0
        if let reason = text("reason").flatMap(RejectReason.init), let topic = text("topic"), !topic.isEmpty,
            let partition = text("partition").flatMap(Int32.init), partition >= 0,
            let offset = text("offset").flatMap(Int64.init), offset >= 0
        {
            self.reason = reason
            source = RecordID(partition: TopicPartition(topic, partition), offset: offset)
        } else {
            reason = nil
            source = place
        }
    }
}

/// The place of a record.
struct RecordID: Hashable, Comparable, Sendable {
    let partition: TopicPartition
    let offset: Int64

    /// Such as `logs[3]@184467`; for a terminal, since a header may have named the topic.
    var text: String { "\(HarmlessText.of(partition.topic.utf8))[\(partition.partition)]@\(offset)" }

    static func < (a: RecordID, b: RecordID) -> Bool {
        (a.partition.topic, a.partition.partition, a.offset) < (b.partition.topic, b.partition.partition, b.offset)
    }
}
