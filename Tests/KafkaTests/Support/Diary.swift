@testable import Kafka

/// A handler that starts at the beginning, and keeps a diary.
final class Diary: RebalanceHandler {
    var entries: [String] = []
    var refusal: (any Error)?
    var onRevoke: () -> Void = {}

    func assigned(_ partitions: [TopicPartition]) throws -> [PartitionOffset] {
        entries.append("assigned \(partitions.map(\.partition).sorted())")
        if let refusal { throw refusal }
        return partitions.map { PartitionOffset($0, offset: PartitionOffset.beginning) }
    }

    func revoked(_ partitions: [TopicPartition], lost: Bool) {
        entries.append("\(lost ? "lost" : "revoked") \(partitions.map(\.partition).sorted())")
        onRevoke()
    }
}

/// What the completions of commits were told, in order.
final class Answers {
    var all: [KafkaError?] = []
}
