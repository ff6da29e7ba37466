import AdCodec
import AdModel
import Topics

/// The records of one block of lines: decoded, and then counted in their turn. Used again and again by one thread.
struct ReplayBlock {
    private let reader = RecordedEventReader()
    private(set) var records: [RecordedEvent] = []
    private(set) var lineCount = 0

    /// Reads every line.
    ///
    /// - Parameter lines: the records' names point into them, so they must stay until the records are counted.
    mutating func decode(_ lines: UnsafeRawBufferPointer) {
        records.removeAll(keepingCapacity: true)
        reader.releaseViews()
        lineCount = reader.read(lines, into: &records)
    }
}
