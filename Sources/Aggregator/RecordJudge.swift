import AdCodec
import AdModel
import Windowing

/// The verdict on one record, the same live and in a replay: decode it, judge it against time, count it.
///
/// Confined to the thread that owns the decoder.
struct RecordJudge {
    private let decoder = EventDecoder()

    /// - Parameters:
    ///   - payload: the record's bytes; nil for a tombstone. Borrowed for the call.
    ///   - recordTime: the record's Kafka timestamp; nil where it has none.
    /// - Returns: nil when the event was counted.
    func apply(
        _ payload: UnsafeRawBufferPointer?, offset: Int64, recordTime: EventTime?, to engine: inout PartitionEngine
    ) -> Rejection? {
        guard let payload else { return .tombstone }
        switch decoder.decode(payload) {
        case .rejected(let rejection):
            return rejection
        case .event(let event):
            guard case .rejected(let rejection) = engine.apply(event, offset: offset, recordTime: recordTime)
            else { return nil }
            return rejection
        }
    }
}
