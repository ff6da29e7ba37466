/// What the broker did since it started. Lives on the event loop, and costs an addition a batch.
struct BrokerCounters {
    /// A batch that was appended.
    struct Batch {
        let records: Int
        let bytes: Int
    }

    var requests = 0
    private(set) var appendedRecords = 0
    private(set) var appendedBytes = 0
    var fetchedBytes = 0

    mutating func count(_ appended: [Batch]) {
        for batch in appended {
            appendedRecords += batch.records
            appendedBytes += batch.bytes
        }
    }
}
