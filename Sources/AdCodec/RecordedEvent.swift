import AdModel

/// One line of a recorded topic, judged by its bytes: what a replay counts.
public struct RecordedEvent {
    public let partition: Int32
    /// nil for a bare event; its offset is the number of its line, from 0.
    public let offset: Int64?
    /// The record's Kafka timestamp; nil when it is absent, negative or not a whole number.
    public let timestamp: EventTime?
    public let event: Result<EventView, EventFault>
}

/// Lines of a recorded topic to events, in one pass over their bytes; confined to one thread.
///
/// The same answer as ``RecordedTopic`` and ``EventDecoder`` in turn. A bare event of a shape that was seen before, which
/// is nearly every line of such a file, is read without asking first whether it is an envelope: its shape tells.
public final class RecordedEventReader {
    private let topic = RecordedTopic()
    private let decoder = EventDecoder()

    public init() {}

    /// - Parameter line: the bytes between two line feeds; carriage returns and line feeds at its end are dropped.
    /// - Returns: nil for an empty line. Names are lent: as long as the line is, and until ``releaseViews()``.
    /// - Complexity: O(bytes); no allocation but for escaped text.
    public func read(_ line: UnsafeRawBufferPointer) -> RecordedEvent? {
        let text = RecordedTopic.withoutLineEnd(line)
        if text.isEmpty { return nil }
        if let event = decoder.readBare(text) { return Self.bare(event) }
        guard let record = topic.envelope(text) else { return Self.bare(decoder.read(text)) }
        return RecordedEvent(
            partition: record.partition, offset: record.offset, timestamp: record.timestamp,
            event: record.payload.map(decoder.read) ?? .failure(.tombstone))
    }

    /// Ends the loan of all names.
    public func releaseViews() {
        topic.releaseViews()
        decoder.releaseViews()
    }

    private static func bare(_ event: Result<EventView, EventFault>) -> RecordedEvent {
        RecordedEvent(partition: 0, offset: nil, timestamp: nil, event: event)
    }
}
