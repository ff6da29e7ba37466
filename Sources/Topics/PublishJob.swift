import AdCodec
import AdModel
import Kafka
import Logging

/// Writes a recorded topic to a topic: bare events keyed by their campaign, envelopes with the key they had.
public final class PublishJob {
    /// How fast the records' own time passes.
    public enum Speed: Hashable, Sendable {
        case unlimited
        /// 1: as it was recorded; 10: ten times as fast.
        case times(Double)
    }

    private let writer: TopicWriter
    private let speed: Speed
    private let recorded = RecordedTopic()
    private let decoder = EventDecoder()
    private var clock: (origin: EventTime, started: ContinuousClock.Instant)?
    public var published: Int { writer.sent }

    /// - Throws: `KafkaError` when librdkafka refuses a property.
    public init(topic: String, speed: Speed, configuration: KafkaConfiguration, logger: Logger) throws {
        self.speed = speed
        writer = try TopicWriter(
            configuration: configuration, topic: topic, isBulk: speed == .unlimited, logger: logger)
    }

    /// Publishes all of `input` and waits until every record is acknowledged.
    ///
    /// - Parameter input: a file, or `-` for standard input.
    /// - Throws: `FileError`, `KafkaError`, or `UnconfirmedError` when told to stop first.
    public func run(_ input: String, until shouldStop: () -> Bool, onProgress: (Int) -> Void) throws {
        defer { writer.close() }
        var reader = try LineReader(path: input)
        var isComplete = false
        while !shouldStop() {
            let isWaiting = !reader.hasLine
            let isMore = try reader.next { line in
                if isWaiting { writer.readClock() }
                guard let record = recorded.read(line) else { return }
                try publish(record, until: shouldStop)
            }
            guard isMore else {
                isComplete = true
                break
            }
            // Before a wait for more input, too, so that what is written slowly to a pipe is not held back.
            if writer.sent.isMultiple(of: 256) || !reader.hasLine {
                try writer.serve(timeout: .zero, isLull: reader.isLull, until: shouldStop)
                onProgress(writer.sent)
            }
        }
        try writer.finish(until: shouldStop, grace: .seconds(4))
        guard isComplete else {
            throw StoppedError(what: "publishing", result: "\(writer.sent) records are in the topic")
        }
    }

    private func publish(_ record: RecordedLine, until shouldStop: () -> Bool) throws {
        let event = record.payload.flatMap(event(in:))
        if let time = record.timestamp ?? event?.time { try wait(for: time, until: shouldStop) }
        if let key = record.key {
            _ = try writer.gather(key: key, value: record.payload, until: shouldStop)
        } else if let event, record.offset == nil {
            try event.series.campaign.withBytes { key in
                _ = try writer.gather(key: UnsafeRawBufferPointer(key), value: record.payload, until: shouldStop)
            }
        } else {
            _ = try writer.gather(key: nil, value: record.payload, until: shouldStop)
        }
    }

    /// A record that the aggregator will reject is published all the same, without a key.
    private func event(in payload: UnsafeRawBufferPointer) -> AdEvent? {
        if case .event(let event) = decoder.decode(payload) { event } else { nil }
    }

    /// Waits until a record's time has come, counted from the first one; records out of order do not wait.
    private func wait(for time: EventTime, until shouldStop: () -> Bool) throws {
        guard case .times(let factor) = speed else { return }
        let clock = self.clock ?? (time, .now)
        self.clock = clock
        let offset = Double(time.milliseconds - clock.origin.milliseconds) / factor
        let due = clock.started + .milliseconds(Int64(min(max(offset, -1), 1e15)))
        while ContinuousClock.now < due && !shouldStop() {
            try writer.serve(timeout: min(due - .now, .milliseconds(100)), until: shouldStop)
        }
    }
}
