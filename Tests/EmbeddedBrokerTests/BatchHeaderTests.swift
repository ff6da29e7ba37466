import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct BatchHeaderTests {
    @Test(arguments: BatchFixture.batches)
    func itsFieldsAreWhatTheClientWrote(fixture: BatchFixture) throws {
        let header = try #require(fixture.bytes.header)
        let timestamps = try #require(fixture.timestamps)
        #expect(header.magic == 2)
        #expect(header.codec?.rawValue == fixture.codec)
        #expect(header.sizeInBytes == fixture.batch.count)
        #expect(Int(header.recordCount) == timestamps.count)
        #expect(Int(header.lastOffset) == timestamps.count - 1)
        #expect(header.baseTimestamp == timestamps.first)
        #expect(header.maxTimestamp == timestamps.max())
        #expect([header.producerID, Int64(header.producerEpoch), Int64(header.baseSequence)] == fixture.producer)
        #expect(header.isIdempotent == (header.producerID == 4711))
        #expect(header.isTransactional == fixture.isTransactional)
        #expect(!header.isControl)
        #expect(header.timestampType == .createTime)
    }

    @Test func itsFieldsStandWhereTheProtocolSays() {
        var bytes = [UInt8](repeating: 0, count: 61)
        bytes.set(Int64(100), at: 0)
        bytes.set(Int32(49), at: 8)
        bytes.set(Int32(-7), at: 12)
        bytes.set(UInt32.max, at: 17)
        bytes.set(Int16(0b101011), at: 21)
        bytes.set(Int32(4), at: 23)
        let header = bytes.header
        #expect(header?.baseOffset == 100)
        #expect(header?.sizeInBytes == 61)
        #expect(header?.leaderEpoch == -7)
        #expect(header?.crc == .max)
        #expect(header?.lastOffset == 104)
        #expect(header?.codec == .lz4)
        #expect(header?.timestampType == .logAppendTime)
        #expect(header?.isControl == true)
        #expect(header?.isTransactional == false)
        #expect(BatchHeader(ByteBuffer(bytes: bytes)) == header)
        #expect(BatchHeader(ByteBuffer(bytes: bytes.dropLast())) == nil)
    }

    /// - Source: Kafka's DefaultRecordBatch.incrementSequence.
    @Test(
        arguments: [
            (0, 0, 0), (5, 4, 9), (.max - 1, 1, .max), (.max, 1, 0), (.max - 2, 4, 1), (.max, .max, .max - 1),
            (-1, 4, -1),
        ] as [(Int32, Int32, Int32)])
    func theLastSequenceWrapsToZero(base: Int32, lastOffsetDelta: Int32, last: Int32) {
        var bytes = [UInt8](repeating: 0, count: 61)
        bytes.set(base, at: 53)
        bytes.set(lastOffsetDelta, at: 23)
        #expect(bytes.header?.lastSequence == last)
    }

    @Test func extremeFieldsDoNotTrap() {
        for filling: UInt8 in [0x00, 0x7F, 0x80, 0xFF] {
            let header = [UInt8](repeating: filling, count: 61).header
            _ = (header?.sizeInBytes, header?.lastOffset, header?.lastSequence, header?.codec)
        }
        var bytes = [UInt8](repeating: 0, count: 61)
        bytes.set(Int64.max, at: 0)
        bytes.set(Int32.max, at: 23)
        bytes.set(Int32.max, at: 53)
        #expect(bytes.header?.lastOffset == .min + Int64(Int32.max) - 1)
        bytes.set(Int32.min, at: 23)
        #expect(bytes.header?.lastSequence == .max)
    }
}
