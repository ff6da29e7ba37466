import AdModel

/// One record of a recorded topic, as a line of NDJSON tells it.
///
/// The buffers are lent: they are valid until the next line is read and as long as the line's own bytes are.
public struct RecordedLine {
    public let partition: Int32
    /// nil for a bare event; its offset is the number of its line, from 0.
    public let offset: Int64?
    /// The record's Kafka timestamp; nil when it is absent, negative or not a whole number.
    public let timestamp: EventTime?
    public let key: UnsafeRawBufferPointer?
    /// nil for a tombstone.
    public let payload: UnsafeRawBufferPointer?
}
