/// What became of one record that a producer had accepted.
public struct DeliveryReport: Sendable {
    /// The token it was produced with.
    public let token: UInt64
    public let topic: String
    public let partition: Int32
    /// Where it is in the log; -1 when it failed.
    public let offset: Int64
    /// nil: all in-sync replicas have it.
    public let error: KafkaError?
    /// The record, where the broker refused it as too large: it may be sent again in another form.
    public let refused: RefusedRecord?
}

/// What became of records, where their number is all that is wanted.
public struct DeliveryCounts: Sendable {
    /// All in-sync replicas have them.
    public var delivered = 0
    public var failed = 0
    /// Why the first of those failed.
    public var firstError: KafkaError?
}

/// A record that the broker did not take.
public struct RefusedRecord: Hashable, Sendable {
    public let key: [UInt8]?
    public let value: [UInt8]?
    public let headers: [RecordHeader]

    public init(key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader]) {
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// What a producer says to a record.
public enum ProduceOutcome: Sendable {
    /// Taken over; a delivery report will come, whatever happens.
    case accepted
    /// Back-pressure: nothing was taken. Poll, and try this record again.
    case queueFull
    /// Refused for good, such as a record that is too large; no report will come.
    case failed(KafkaError)
}

/// How a producer batches.
public struct ProducerOptions: Sendable {
    /// In which form a producer tells what became of its records.
    public enum Reports: Sendable {
        /// A ``DeliveryReport`` each.
        case each
        /// ``DeliveryCounts``: at a million records a second a report each is a tenth of the work.
        case counted
    }

    /// How long a record may wait for others to share its batch.
    public var linger: Duration
    public var reports: Reports
    /// librdkafka properties over all others; ours to use, not a user's.
    public var properties: [String: String]

    public init(
        linger: Duration = .milliseconds(5), reports: Reports = .each, properties: [String: String] = [:]
    ) {
        self.linger = linger
        self.reports = reports
        self.properties = properties
    }
}
