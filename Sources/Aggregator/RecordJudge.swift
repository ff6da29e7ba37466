import AdCodec
import AdModel
import Windowing

/// The verdict on one record of the live job: decode it, judge it against time, count it. A replay takes the same steps,
/// with the first one ahead of its turn (`ReplayBlock`, `ReplayState`).
///
/// Confined to the thread that owns the decoder.
struct RecordJudge {
    private let decoder = EventDecoder()

    /// - Parameters:
    ///   - payload: the record's bytes; nil for a tombstone. Borrowed for the call.
    ///   - recordTime: the record's Kafka timestamp; nil where it has none.
    /// - Returns: nil when the event was counted.
    /// - Complexity: O(bytes); no allocation unless it is rejected or its series is new.
    func apply(
        _ payload: UnsafeRawBufferPointer?, offset: Int64, recordTime: EventTime?, to engine: inout PartitionEngine
    ) -> Rejection? {
        guard let payload else { return EventFault.tombstone.rejection }
        decoder.releaseViews()
        switch decoder.read(payload) {
        case .failure(let fault): return fault.rejection
        case .success(let event):
            let outcome = engine.apply(event, offset: offset, recordTime: recordTime)
            return outcome == .counted ? nil : engine.rejection(outcome, of: event.time, recordTime: recordTime)
        }
    }
}
