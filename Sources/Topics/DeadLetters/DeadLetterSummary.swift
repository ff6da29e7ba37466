import AdCodec
import AdModel
import Kafka

/// What `logs.dlq` holds of one reason. All texts are harmless to a terminal.
public struct DeadLetterSummary: Encodable, Sendable {
    /// A record that could not be counted.
    public struct Example: Encodable, Sendable {
        public let topic: String
        public let partition: Int32
        public let offset: Int64
        /// When it was rejected; nil when the letter has no Kafka timestamp.
        public let time: String?
        public let message: String
        public let value: String
    }

    /// The name of a `RejectReason`, or `unknown` for records that the aggregator did not write.
    public let reason: String
    /// Different records.
    public let records: Int
    /// Letters beyond the first of their record.
    public let repeats: Int
    /// Records that a letter has not all the bytes of.
    public let cut: Int
    /// Kafka time of the oldest letter and of the newest.
    public let oldest: String?
    public let newest: String?
    /// The newest ones, newest first.
    public let examples: [Example]
}

/// Adds up the letters of one reason.
struct DeadLetterTally {
    private struct Found {
        let time: Int64
        let source: RecordID
        let example: DeadLetterSummary.Example
    }

    private let exampleLimit: Int
    private var records = RecordSet()
    private var cut = RecordSet()
    private var letters = 0
    private var times: ClosedRange<Int64>?
    private var found: [Found] = []

    init(exampleLimit: Int) {
        self.exampleLimit = exampleLimit
    }

    /// Records so large that they may be cut are told apart by what is left of them then, so that a whole letter and a
    /// cut one of the same record count as one.
    mutating func add(_ letter: DeadLetter, time: Int64?, key: DeadLetter.Bytes, value: DeadLetter.Bytes) {
        letters += 1
        let identity = letter.cutIdentity(key: key, value: value) ?? letter.identity(key: key, value: value)
        if letter.isCut { cut.insert(identity) }
        if let time { times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time) }
        if records.insert(identity) { keepIfNew(letter, time: time ?? .min, value: value) }
    }

    /// Keeps it as an example if it is one of the newest; nothing is made of the others.
    private mutating func keepIfNew(_ letter: DeadLetter, time: Int64, value: UnsafeRawBufferPointer?) {
        // Of the same time the place decides, so that the answer does not depend on the order of reading.
        let place = found.firstIndex { ($0.time, letter.source) < (time, $0.source) } ?? found.count
        guard place < exampleLimit else { return }
        if found.count == exampleLimit { found.removeLast() }
        let example = DeadLetterSummary.Example(
            topic: HarmlessText.of(letter.source.partition.topic.utf8), partition: letter.source.partition.partition,
            offset: letter.source.offset, time: time == .min ? nil : text(time),
            message: HarmlessText.of(letter.message.prefix(500)), value: HarmlessText.excerpt(of: value))
        found.insert(Found(time: time, source: letter.source, example: example), at: place)
    }

    func summary(of reason: String) -> DeadLetterSummary {
        DeadLetterSummary(
            reason: reason, records: records.count, repeats: letters - records.count, cut: cut.count,
            oldest: times.map { text($0.lowerBound) }, newest: times.map { text($0.upperBound) },
            examples: found.map(\.example))
    }

    private func text(_ time: Int64) -> String {
        var text: [UInt8] = []
        RFC3339.append(EventTime(milliseconds: time), to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
