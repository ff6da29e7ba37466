internal import CRdKafka

/// Records that go to a producer in one call. Its memory is used again for the next ones, so that a record costs no
/// allocation here.
///
/// Confined to one thread.
public final class OutgoingBatch {
    let messages: UnsafeMutablePointer<rd_kafka_message_t>
    /// Records in it, those that ``KafkaProducer/produce(_:topic:)`` has taken left out.
    public private(set) var count = 0

    private let memory: UnsafeMutableRawBufferPointer
    private let maximumCount: Int
    private var used = 0

    /// - Parameters:
    ///   - records: the most it holds.
    ///   - bytes: of their keys and values together.
    public init(records: Int = 256, bytes: Int = 256 << 10) {
        maximumCount = records
        messages = .allocate(capacity: records)
        messages.initialize(repeating: rd_kafka_message_t(), count: records)
        memory = .allocate(byteCount: bytes, alignment: 16)
    }

    deinit {
        messages.deallocate()
        memory.deallocate()
    }

    public var isEmpty: Bool { count == 0 }

    /// Copies a record.
    ///
    /// - Parameter value: nil makes a tombstone.
    /// - Returns: false when there is no room; an empty batch has room for `bytes`.
    public func append(key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?) -> Bool {
        let keyLength = key?.count ?? 0
        guard hasRoom(keyLength + (value?.count ?? 0)) else { return false }
        let keyStart = key.flatMap { copy($0) }
        let valueStart = value.flatMap { copy($0) }
        add(key: keyStart, keyLength, value: valueStart, value?.count ?? 0)
        return true
    }

    /// Has a record written where it is to stand.
    ///
    /// - Parameters:
    ///   - maximumBytes: the room that `write` may use.
    ///   - write: is given that room, and returns the bytes of the value.
    /// - Returns: false when there is no room; nothing was written then.
    public func append(
        key: UnsafeRawBufferPointer, maximumBytes: Int, _ write: (UnsafeMutableRawPointer) -> Int
    ) -> Bool {
        guard hasRoom(key.count + maximumBytes), let start = memory.baseAddress else { return false }
        let keyStart = copy(key)
        let valueStart = start + used
        let length = write(valueStart)
        precondition(length <= maximumBytes, "a record beyond its room")
        used += length
        add(key: keyStart, key.count, value: valueStart, length)
        return true
    }

    private func hasRoom(_ bytes: Int) -> Bool {
        count < maximumCount && used + bytes <= memory.count
    }

    private func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        let start = memory.baseAddress.map { $0 + used }
        if let start, let source = bytes.baseAddress { start.copyMemory(from: source, byteCount: bytes.count) }
        used += bytes.count
        return start
    }

    private func add(
        key: UnsafeMutableRawPointer?, _ keyLength: Int, value: UnsafeMutableRawPointer?, _ valueLength: Int
    ) {
        let message = messages + count
        message.pointee.key = key
        message.pointee.key_len = keyLength
        message.pointee.payload = value
        message.pointee.len = valueLength
        count += 1
    }

    /// Forgets what was not taken.
    public func removeAll() {
        (count, used) = (0, 0)
    }
}

extension KafkaProducer {
    /// Hands over a batch's records, which are copied, and leaves in the batch those it did not take.
    ///
    /// The key decides on the partition, as with the Java clients; the records carry the wall clock.
    ///
    /// - Returns: `accepted` when the batch is empty now; `queueFull` when there was room for some or none: poll, and try
    ///   again; `failed` for the first record in it that is refused for good, which is to be taken out.
    public func produce(_ batch: OutgoingBatch, topic: String) -> ProduceOutcome {
        let topicHandle: OpaquePointer
        do { topicHandle = try self.topicHandle(topic) } catch { return .failed(error) }
        while !batch.isEmpty {
            let taken = rd_kafka_produce_batch(
                topicHandle, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, batch.messages, Int32(clamping: batch.count))
            accepted(Int(taken))
            // Those behind a record that is refused may be taken all the same.
            guard Int(taken) < batch.count else {
                batch.removeAll()
                break
            }
            guard let error = batch.keepRefused() else { continue }
            return error.code == .queueFull ? .queueFull : .failed(error)
        }
        return .accepted
    }
}

extension OutgoingBatch {
    /// Keeps only the records that were not taken, in their order.
    ///
    /// - Returns: why the first of them was not.
    fileprivate func keepRefused() -> KafkaError? {
        var kept = 0
        for index in 0..<count where messages[index].err != RD_KAFKA_RESP_ERR_NO_ERROR {
            messages[kept] = messages[index]
            kept += 1
        }
        count = kept
        return kept > 0 ? KafkaError(messages[0].err) : nil
    }
}
