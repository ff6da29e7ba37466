import NIOCore

@testable import EmbeddedBroker

/// A record batch as a client makes it, without compression.
struct TestBatch: Sendable {
    var values: [String]
    /// Of the first record; the others follow a millisecond apart.
    var timestamp: Int64 = 1_700_000_000_000
    var producerID: Int64 = -1
    var producerEpoch: Int16 = -1
    var baseSequence: Int32 = -1
    var attributes: Int16 = 0

    init(_ values: [String], timestamp: Int64 = 1_700_000_000_000) {
        self.values = values
        self.timestamp = timestamp
    }

    /// Numbered values of an idempotent producer.
    init(_ values: [String], producer: Int64, epoch: Int16 = 0, sequence: Int32) {
        self.init(values)
        producerID = producer
        producerEpoch = epoch
        baseSequence = sequence
    }

    /// One record of so many bytes.
    init(bytes: Int) {
        self.init([String(repeating: "x", count: bytes)])
    }

    var bytes: ByteBuffer {
        var records = ByteBuffer()
        for (index, value) in values.enumerated() { Self.write(value, index, to: &records) }
        var checked = ByteBuffer()
        checked.writeMultipleIntegers(attributes, Int32(values.count - 1), timestamp)
        checked.writeMultipleIntegers(timestamp + Int64(values.count - 1), producerID, producerEpoch, baseSequence)
        checked.writeInteger(Int32(values.count))
        checked.writeBuffer(&records)
        var batch = ByteBuffer()
        batch.writeMultipleIntegers(Int64(0), Int32(9 + checked.readableBytes), Int32(-1), Int8(2))
        batch.writeInteger(checked.withUnsafeReadableBytes { CRC32C.checksum(of: $0) })
        batch.writeBuffer(&checked)
        return batch
    }

    private static func write(_ value: String, _ index: Int, to buffer: inout ByteBuffer) {
        var record = ByteBuffer()
        record.writeInteger(UInt8(0))
        for number in [index, index, -1, value.utf8.count] { write(varint: number, to: &record) }
        record.writeString(value)
        write(varint: 0, to: &record)
        write(varint: record.readableBytes, to: &buffer)
        buffer.writeBuffer(&record)
    }

    private static func write(varint number: Int, to buffer: inout ByteBuffer) {
        var rest = UInt64(bitPattern: Int64(number << 1) ^ Int64(number >> 63))
        while rest >= 0x80 {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }

    // MARK: Reading

    struct Record: Equatable {
        let offset: Int64
        let value: String
    }

    /// The records of whole batches, one behind another.
    static func records(in buffer: ByteBuffer) -> [Record] {
        var buffer = buffer
        var records: [Record] = []
        while let header = BatchHeader(buffer), var batch = buffer.readSlice(length: header.sizeInBytes) {
            batch.moveReaderIndex(forwardBy: BatchHeader.length)
            for index in 0..<Int64(header.recordCount) {
                guard let value = readRecord(&batch) else { return records }
                records.append(Record(offset: header.baseOffset + index, value: value))
            }
        }
        return records
    }

    private static func readRecord(_ batch: inout ByteBuffer) -> String? {
        guard let length = readVarint(&batch), var record = batch.readSlice(length: length) else { return nil }
        record.moveReaderIndex(forwardBy: 1)
        guard readVarint(&record) != nil, readVarint(&record) != nil, let key = readVarint(&record) else { return nil }
        _ = record.readSlice(length: max(0, key))
        guard let count = readVarint(&record) else { return nil }
        return record.readString(length: count)
    }

    private static func readVarint(_ buffer: inout ByteBuffer) -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = buffer.readInteger(as: UInt8.self) else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1) }
        }
        return nil
    }
}
