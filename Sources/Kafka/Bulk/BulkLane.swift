internal import CRdKafka

/// One partition's batches on their way, in their order, and what the broker's answers mean for them.
///
/// Pure. Batches are numbered, so the broker knows one that is sent twice. When one is refused for the moment, those sent
/// behind it are refused as well, or were taken: all answers are awaited, and then all is sent again from the first.
///
/// A broker that does not know the producer takes any number for its first. A batch behind the first must not be the one
/// that it meets then: the first goes alone, at the beginning and after whatever went wrong, until it is acknowledged.
/// - Source: KIP-98; a broker remembers five batches of a producer in a partition, so as many may be on their way.
///   KIP-360: any first number is taken.
struct BulkLane {
    /// What follows from an answer.
    enum Outcome {
        /// The first batch is in the log: give it back.
        case delivered(BulkBatch)
        /// Nothing for now.
        case none
        /// All is to be sent again, after a moment.
        case again(KafkaError)
        /// The producer cannot go on.
        case failed(KafkaError)
    }

    static let maximumOnTheWay = 5

    /// Unacknowledged, the oldest first.
    private(set) var batches: [BulkBatch] = []
    /// How many of them were sent and not answered yet, or answered while others before them were not well.
    private(set) var onTheWay = 0
    private var nextSequence: Int32 = 0
    /// Whether the broker has acknowledged a batch since something went wrong, so that it knows what number comes next.
    private var isSteady = false
    /// Why the first batch has to be sent again, and the answers to come before that.
    private var rewind: (error: KafkaError, awaited: Int)?

    /// The sequence number of a new batch of so many records; 0 follows `Int32.max`.
    mutating func number(_ records: Int) -> Int32 {
        defer { nextSequence = Int32((Int64(nextSequence) + Int64(records)) & Int64(Int32.max)) }
        return nextSequence
    }

    mutating func add(_ batch: BulkBatch) {
        batches.append(batch)
    }

    /// Whether a batch may be sent now.
    var hasNext: Bool { rewind == nil && onTheWay < min(batches.count, isSteady ? Self.maximumOnTheWay : 1) }

    mutating func takeNext() -> BulkBatch? {
        guard hasNext else { return nil }
        onTheWay += 1
        return batches[onTheWay - 1]
    }

    /// An answer to the oldest batch that has none yet.
    mutating func answered(_ code: Int16) -> Outcome {
        guard onTheWay > 0 else { return .none }
        if let rewind { return awaited(rewind) }
        if code == 0 {
            onTheWay -= 1
            isSteady = true
            return .delivered(batches.removeFirst())
        }
        let error = KafkaError(KafkaError.Code(rawValue: Int32(code)))
        if error.isRetriable || error.isMissingTopic { return awaited((error, onTheWay)) }
        return .failed(Self.explained(error))
    }

    /// What it means that a broker does not want the number of the first batch.
    ///
    /// A repeat is among the five batches that the broker remembers, and is answered with success. A number that it
    /// calls a duplicate, or out of order, is one it knows nothing of: the topic was made anew meanwhile, or the broker
    /// has lost what it knew. Whether the batch is in the log cannot be told, so it must not pass for delivered.
    private static func explained(_ error: KafkaError) -> KafkaError {
        let unexpected = [
            RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
            RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
        ]
        guard unexpected.contains(where: { KafkaError.Code($0) == error.code }) else { return error }
        return KafkaError(
            error.code,
            message: "the broker no longer knows what this producer wrote before, as when its topic was made anew: "
                + error.message, verdict: .fatal)
    }

    private mutating func awaited(_ rewind: (error: KafkaError, awaited: Int)) -> Outcome {
        guard rewind.awaited > 1 else {
            startAgain()
            return .again(rewind.error)
        }
        self.rewind = (rewind.error, rewind.awaited - 1)
        return .none
    }

    /// Sends all from the first again: no answer comes any more.
    mutating func startAgain() {
        rewind = nil
        onTheWay = 0
        isSteady = false
    }
}
