internal import CRdKafka

/// Records of one partition that came together, in rising order; never empty. Borrowed from librdkafka: it and what it
/// hands out are valid only inside the body that it is handed to.
///
/// A batch comes in runs, since a broker answers with whole batches of one partition after the other. What is the same
/// for all records of a run is done once.
public struct RecordRun: RandomAccessCollection {
    private let messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    public let partition: Int32
    public let firstOffset: Int64
    /// Behind the last record.
    public let nextOffset: Int64

    /// - Parameter messages: the first one is a record; those from the first on that follow it make the run.
    /// - Complexity: O(length of the run).
    init(startOf messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>) {
        guard let first = messages.first??.pointee else { preconditionFailure("a run begins with a record") }
        var next = first.offset
        var count = 0
        while count < messages.count, let message = messages[count]?.pointee,
            message.err == RD_KAFKA_RESP_ERR_NO_ERROR, message.rkt == first.rkt,
            message.partition == first.partition, message.offset >= next
        {
            next = message.offset + 1
            count += 1
        }
        self.messages = UnsafeBufferPointer(rebasing: messages[..<count])
        partition = first.partition
        firstOffset = first.offset
        nextOffset = next
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { messages.count }

    public subscript(index: Int) -> ConsumedRecord {
        guard let message = messages[index] else { preconditionFailure("a run has no holes") }
        return ConsumedRecord(message)
    }
}
