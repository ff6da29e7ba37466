@testable import Kafka

/// What a consumer has handed out, in order.
final class Recording {
    var offsets: [Int64] = []
    var values: [String] = []
    /// Offsets, ends as `end t[0]@5`, failures by name.
    var log: [String] = []
    var lastFailure: KafkaError?
    var ends = 0

    func note(_ event: ConsumerEvent) {
        switch event {
        case .record(let record):
            offsets.append(record.offset)
            values.append(text(record.value) ?? "")
            log.append("\(record.offset)")
        case .endOfPartition(let partition, let offset):
            ends += 1
            log.append("end \(partition)@\(offset)")
        case .failure(let error, _):
            lastFailure = error
            log.append(error.name)
        }
    }
}
