import Foundation
import GRDB
import NIOCore

/// Reads batches as they were sent. The cost of a read does not depend on how long the log is.
enum LogReader {
    struct Request: Sendable, Equatable {
        let partition: PartitionID
        let offset: Int64
        /// The high watermark: nothing from here on is returned.
        let end: Int64
        let maximumBytes: Int
    }

    struct Outcome: Sendable {
        var records = ByteBuffer()
        /// Behind the last of them; nil where there are none.
        var nextOffset: Int64?
        /// More is there than the limits let through.
        var isCut = false
        /// Why nothing can be read; nil where something was.
        var failure: String?
    }

    private struct Damaged: Error {
        let offset: Int64
        let last: Int64
    }

    /// Reads several partitions, beginning with another one each turn, until the reply is full.
    static func read(
        _ requests: [Request], maximumBytes: Int, turn: Int, from db: Database
    ) -> [PartitionID: Outcome] {
        var outcomes: [PartitionID: Outcome] = [:]
        var left = max(1, maximumBytes)
        let whole = left
        for index in requests.indices {
            let request = requests[(index + turn % requests.count) % requests.count]
            var outcome = Outcome()
            let limit = min(left, request.maximumBytes)
            do {
                try read(request, limit: limit, takesFirst: left == whole, into: &outcome, from: db)
            } catch let damage as Damaged {
                outcome.failure = """
                    the records \(damage.offset) to \(damage.last) are damaged. Restore the data folder from a copy, or give \
                    them up: delete the records before offset \(damage.last + 1) (DeleteRecords).
                    """
            } catch {
                outcome.failure = StoreError(error).description
            }
            left -= outcome.records.readableBytes
            outcomes[request.partition] = outcome
        }
        return outcomes
    }

    private static let sql = """
        SELECT size, base_offset, last_offset, bytes FROM batch
        WHERE partition = ? AND last_offset >= ? AND last_offset < ? ORDER BY last_offset
        """

    /// Appends to a buffer the batches from the one that holds the offset, whole, as many as fit.
    ///
    /// - Parameter takesFirst: the first batch is returned even if it is larger than the limit, so that a consumer can
    ///   always get on (KIP-74).
    /// - Throws: `Damaged` for a batch whose bytes are not what the producer sent, unless some before it were read; and
    ///   what the database throws.
    private static func read(
        _ request: Request, limit: Int, takesFirst: Bool, into outcome: inout Outcome, from db: Database
    ) throws {
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: sql), arguments: [request.partition.rawValue, request.offset, request.end])
        while let row = try rows.next() {
            let size = Int(try row.decode(UInt32.self, atIndex: 0))
            let isFirst = outcome.records.readableBytes == 0
            if outcome.records.readableBytes + size > limit, !(isFirst && takesFirst) {
                outcome.isCut = true
                return
            }
            // Grown by doubling, a full reply would be copied once more. A second batch seldom comes alone.
            if !isFirst, outcome.records.writableBytes < size {
                outcome.records.reserveCapacity(minimumWritableBytes: limit - outcome.records.readableBytes)
            }
            guard try append(row, size: size, to: &outcome.records) else {
                if isFirst { throw Damaged(offset: try row.decode(atIndex: 1), last: try row.decode(atIndex: 2)) }
                return
            }
            outcome.nextOffset = try row.decode(Int64.self, atIndex: 2) + 1
        }
    }

    /// - Returns: false when the bytes do not match their checksum.
    private static func append(_ row: Row, size: Int, to buffer: inout ByteBuffer) throws -> Bool {
        try row.withUnsafeData(atIndex: 3) { data in
            guard let data, data.count == size else { return false }
            return data.withUnsafeBytes { bytes in
                guard BatchCheck.isSound(bytes) else { return false }
                buffer.writeBytes(bytes)
                return true
            }
        }
    }
}
