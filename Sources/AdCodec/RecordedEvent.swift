import AdModel
import CSimdJSON

/// One line of a recorded topic, judged by its bytes: what a replay counts.
public struct RecordedEvent {
    /// The number of its line in what was read, from 0.
    public let line: Int
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

    /// Reads every line of a block.
    ///
    /// - Parameters:
    ///   - block: lines with their line feeds; the last may have none. Names point into it.
    ///   - events: gets a record a line, but for empty ones. Names are lent: as long as the block is, and until
    ///     ``releaseViews()``.
    /// - Returns: the number of lines; empty ones count.
    /// - Complexity: O(bytes); no allocation but for escaped text.
    public func read(_ block: UnsafeRawBufferPointer, into events: inout [RecordedEvent]) -> Int {
        decoder.beginLines(block)
        var number = 0
        var start = 0
        while start < block.count {
            var end: Int
            if let bare = decoder.readBare(from: start) {
                end = start + bare.length
                events.append(
                    RecordedEvent(line: number, partition: 0, offset: nil, timestamp: nil, event: bare.event))
                // What is left of the line's end.
                if end < block.count, block[end] == UInt8(ascii: "\r") { end += 1 }
            } else {
                let rest = UnsafeRawBufferPointer(rebasing: block[start...])
                end = start + Self.lineLength(rest)
                let line = RecordedTopic.withoutLineEnd(UnsafeRawBufferPointer(rebasing: block[start..<end]))
                if !line.isEmpty { events.append(event(line, number: number)) }
            }
            number += 1
            start = end + 1
        }
        return number
    }

    private static func lineLength(_ lines: UnsafeRawBufferPointer) -> Int {
        guard let start = lines.baseAddress else { return 0 }
        return csj_line_length(start.assumingMemoryBound(to: UInt8.self), lines.count)
    }

    /// A line of a shape that is new, or an envelope's.
    private func event(_ line: UnsafeRawBufferPointer, number: Int) -> RecordedEvent {
        guard let record = topic.envelope(line) else {
            return RecordedEvent(line: number, partition: 0, offset: nil, timestamp: nil, event: decoder.read(line))
        }
        return RecordedEvent(
            line: number, partition: record.partition, offset: record.offset, timestamp: record.timestamp,
            event: record.payload.map(decoder.read) ?? .failure(.tombstone))
    }

    /// Ends the loan of all names.
    public func releaseViews() {
        topic.releaseViews()
        decoder.releaseViews()
    }
}
