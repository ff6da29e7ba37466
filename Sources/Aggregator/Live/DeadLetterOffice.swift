import AdModel
import Kafka
import Logging

/// How rejected records become dead letters, the large ones among them.
///
/// A broker refuses a batch as a whole, so records of more than 64 KiB, and those of a refused batch, go one by one,
/// through a producer of their own that is made when the first one comes. What the broker refuses alone is cut to 64 KiB
/// and sent again, with header `truncated`; what it refuses then, to 1 KiB.
///
/// - Source: DESIGN §3, logs.dlq.
final class DeadLetterOffice {
    private static let cutLength = 65_536
    private static let shortCutLength = 1_024
    private static let truncated = "truncated"

    private let configuration: KafkaConfiguration
    private let topic: String
    private let logger: Logger
    private let wallClock: () -> EventTime
    private var largeProducer: KafkaProducer?
    /// Refused before, cut or whole, and waiting for room in the queue.
    private var waiting: [Waiting] = []

    private struct Waiting {
        let record: RefusedRecord
        let token: UInt64
    }

    init(configuration: KafkaConfiguration, topic: String, logger: Logger, wallClock: @escaping () -> EventTime) {
        self.configuration = configuration
        self.topic = topic
        self.logger = logger
        self.wallClock = wallClock
    }

    /// - Parameter producer: for records of usual size.
    func send(
        _ record: ConsumedRecord, rejectedFor rejection: Rejection, token: UInt64, through producer: KafkaProducer
    ) -> ProduceOutcome {
        let headers = [
            RecordHeader("reason", rejection.reason.rawValue), RecordHeader("message", rejection.message),
            RecordHeader("topic", record.topic), RecordHeader("partition", "\(record.partition)"),
            RecordHeader("offset", "\(record.offset)"),
        ]
        guard (record.key?.count ?? 0) + (record.value?.count ?? 0) > Self.cutLength else {
            return producer.produce(
                topic: topic, key: record.key, value: record.value, headers: headers,
                timestamp: wallClock().milliseconds, token: token)
        }
        return sendLarge(record, headers, token)
    }

    private func sendLarge(
        _ record: ConsumedRecord, _ headers: [RecordHeader], _ token: UInt64
    ) -> ProduceOutcome {
        do throws(KafkaError) {
            let outcome = try producerForLarge().produce(
                topic: topic, key: record.key, value: record.value, headers: headers,
                timestamp: wallClock().milliseconds, token: token)
            // The client itself refuses what no broker takes by default.
            guard case .failed(let error) = outcome, error.code == .messageTooLarge else { return outcome }
            let copy = RefusedRecord(
                key: record.key.map(Array.init), value: record.value.map(Array.init), headers: headers)
            return try send(Waiting(record: Self.cut(copy), token: token))
        } catch {
            return .failed(error)
        }
    }

    /// Sends a letter of a batch that the broker has refused again, alone.
    ///
    /// - Returns: false when it is something else that failed.
    func sendAlone(_ report: DeliveryReport) -> Bool {
        guard let record = report.refused else { return false }
        waiting.append(Waiting(record: record, token: report.token))
        return true
    }

    /// Serves the delivery reports of letters that were sent alone, and sends those that wait.
    ///
    /// - Returns: the error of a letter that cannot be sent at all, if there was one.
    func serve(onDelivered: (DeliveryReport) -> Void) -> KafkaError? {
        var failure: KafkaError?
        largeProducer?.poll(timeout: .zero) { report in
            guard let error = report.error else { return onDelivered(report) }
            guard let record = report.refused.flatMap(Self.cutFurther) else {
                failure = error
                return
            }
            waiting.append(Waiting(record: record, token: report.token))
        }
        while failure == nil, let next = waiting.first {
            do throws(KafkaError) {
                switch try send(next) {
                case .accepted: waiting.removeFirst()
                case .queueFull: return nil
                case .failed(let error): failure = error
                }
            } catch {
                failure = error
            }
        }
        return largeProducer?.fatalError ?? failure
    }

    func close() {
        largeProducer?.close()
    }

    private func send(_ letter: Waiting) throws(KafkaError) -> ProduceOutcome {
        try producerForLarge().produce(
            topic: topic, key: letter.record.key, value: letter.record.value, headers: letter.record.headers,
            timestamp: wallClock().milliseconds, token: letter.token)
    }

    private func producerForLarge() throws(KafkaError) -> KafkaProducer {
        if let largeProducer { return largeProducer }
        let made = try KafkaProducer(configuration: configuration, options: .singly, logger: logger)
        largeProducer = made
        return made
    }

    /// - Returns: nil when there is nothing more to cut.
    private static func cutFurther(_ record: RefusedRecord) -> RefusedRecord? {
        let isCut = record.headers.contains { $0.name == truncated }
        if !isCut, size(record) > cutLength { return cut(record) }
        let short = cut(record, to: shortCutLength)
        return size(short) < size(record) ? short : nil
    }

    private static func size(_ record: RefusedRecord) -> Int { (record.key?.count ?? 0) + (record.value?.count ?? 0) }

    /// A key is worth less than the bytes that were rejected.
    private static func cut(_ record: RefusedRecord, to length: Int = cutLength) -> RefusedRecord {
        let isCut = record.headers.contains { $0.name == truncated }
        let note = isCut ? [] : [RecordHeader(truncated, "\(record.value?.count ?? 0)")]
        return RefusedRecord(
            key: record.key.map { Array($0.prefix(length / 16)) }, value: record.value.map { Array($0.prefix(length)) },
            headers: record.headers + note)
    }
}
