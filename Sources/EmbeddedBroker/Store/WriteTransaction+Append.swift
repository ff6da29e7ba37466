import Foundation
import GRDB
import NIOCore

/// What became of one batch.
enum AppendOutcome: Equatable, Sendable {
    /// It is in the log from `baseOffset` on; as `duplicate`, it was already.
    case appended(baseOffset: Int64, logStart: Int64)
    case duplicate(baseOffset: Int64, logStart: Int64)
    case refused(ErrorCode)
}

extension WriteTransaction {
    /// Appends a checked batch to a partition, or finds out that it is there already.
    ///
    /// - Parameter bytes: one whole batch, as the producer sent it. Base offset and leader epoch, which are the broker's to
    ///   write and stand outside the checksum, are set in the copy that is kept.
    /// - Throws: what the database throws; the whole transaction is void then.
    mutating func append(_ bytes: ByteBuffer, _ header: BatchHeader, to id: PartitionID) throws -> AppendOutcome {
        guard var log = catalog[id] else { return .refused(.unknownTopicOrPartition) }
        let producer = header.producerID >= 0 ? header.producerID : nil
        let known = producer.flatMap { producers.state(of: $0, in: id) }
        if producer != nil {
            switch ProducerState.judge(header, after: known) {
            case .append: break
            case .duplicate(let first): return .duplicate(baseOffset: first, logStart: log.start)
            case .refused(let error): return .refused(error)
            }
        }
        let base = log.end
        log.end += Int64(header.recordCount)
        log.bytes += Int64(bytes.readableBytes)
        log.newestTimestamp = max(log.newestTimestamp, header.maxTimestamp)
        try run(
            """
            INSERT INTO batch (partition, base_offset, last_offset, appended_at, max_timestamp, newest_timestamp, size, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id.rawValue, base, log.end - 1, now, header.maxTimestamp, log.newestTimestamp, bytes.readableBytes,
                Self.stored(bytes, baseOffset: base),
            ])
        try save(log)
        if let producer {
            try remember(ProducerState.state(known, adding: header, at: base), of: producer, in: id)
        }
        appended[id, default: 0] += bytes.readableBytes
        return .appended(baseOffset: base, logStart: log.start)
    }

    private static func stored(_ batch: ByteBuffer, baseOffset: Int64) -> Data {
        var data = Data(batch.readableBytesView)
        withUnsafeBytes(of: baseOffset.bigEndian) { data.replaceSubrange(0..<8, with: $0) }
        data.replaceSubrange(12..<16, with: [0, 0, 0, 0])  // leader epoch 0
        return data
    }
}
