internal import CRdKafka

/// One partition's batches on their way, in their order, and what the broker's answers mean for them.
///
/// Pure. Batches are numbered, so the broker knows one that is sent twice. When one is refused for the moment, those sent
/// behind it are refused as well, or were taken: all answers are awaited, and then all is sent again from the first.
/// - Source: KIP-98; a broker remembers five batches of a producer in a partition, so as many may be on their way.
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
    var hasNext: Bool { rewind == nil && onTheWay < min(batches.count, Self.maximumOnTheWay) }

    mutating func takeNext() -> BulkBatch? {
        guard hasNext else { return nil }
        onTheWay += 1
        return batches[onTheWay - 1]
    }

    /// An answer to the oldest batch that has none yet.
    mutating func answered(_ code: Int16) -> Outcome {
        guard onTheWay > 0 else { return .none }
        if let rewind { return awaited(rewind) }
        // It has been there for longer than the broker knows where.
        let duplicate = Int16(RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER.rawValue)
        if code == 0 || code == duplicate {
            onTheWay -= 1
            return .delivered(batches.removeFirst())
        }
        let error = KafkaError(KafkaError.Code(rawValue: Int32(code)))
        guard error.isRetriable else { return .failed(error) }
        return awaited((error, onTheWay))
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
    }
}
