/// What the broker remembers of one idempotent producer in one partition, to know its retries.
///
/// - Source: KIP-98; Kafka's `ProducerStateEntry` keeps as many batches, which is why clients have at most five requests
///   on their way.
struct ProducerState: Equatable, Sendable {
    static let remembered = 5

    struct Batch: Equatable, Sendable {
        let firstSequence: Int32
        let lastSequence: Int32
        let firstOffset: Int64
    }

    enum Verdict: Equatable {
        case append
        /// It is in the log already, from this offset on.
        case duplicate(firstOffset: Int64)
        case refused(ErrorCode)
    }

    let epoch: Int16
    /// The newest last; never empty.
    let batches: [Batch]

    /// Whether a batch follows the producer's last one, repeats one, or leaves a gap.
    ///
    /// A producer that is not known (new, or silent for so long that it was forgotten) may begin with any sequence number.
    static func judge(_ batch: BatchHeader, after state: ProducerState?) -> Verdict {
        guard let state, let last = state.batches.last else { return .append }
        if batch.producerEpoch < state.epoch { return .refused(.invalidProducerEpoch) }
        if batch.producerEpoch > state.epoch {
            return batch.baseSequence == 0 ? .append : .refused(.outOfOrderSequenceNumber)
        }
        if let repeated = state.batches.last(where: {
            $0.firstSequence == batch.baseSequence && $0.lastSequence == batch.lastSequence
        }) {
            return .duplicate(firstOffset: repeated.firstOffset)
        }
        let next = last.lastSequence == .max ? 0 : last.lastSequence + 1
        if batch.baseSequence == next { return .append }
        // Only a batch that is known as a whole: of one that goes beyond the last, the rest would be lost.
        let isKnown = batch.baseSequence <= batch.lastSequence && batch.lastSequence < next
        return .refused(isKnown ? .duplicateSequenceNumber : .outOfOrderSequenceNumber)
    }

    /// The state after an accepted batch.
    static func state(_ state: ProducerState?, adding batch: BatchHeader, at offset: Int64) -> ProducerState {
        let kept = state.map { $0.epoch == batch.producerEpoch ? $0.batches : [] } ?? []
        let added = Batch(
            firstSequence: batch.baseSequence, lastSequence: batch.lastSequence, firstOffset: offset)
        return ProducerState(epoch: batch.producerEpoch, batches: Array((kept + [added]).suffix(remembered)))
    }
}
