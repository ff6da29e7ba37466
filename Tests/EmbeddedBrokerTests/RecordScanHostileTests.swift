import Foundation
import Testing

@testable import EmbeddedBroker

/// Bytes that no client sends. Nothing may trap, take long or take much memory.
@Suite struct RecordScanHostileTests {
    @Test(arguments: BatchFixture.batches.filter { !$0.name.hasSuffix("long") })
    func aBatchCutAtAnyByteGivesTheTrueRecordOrItsBase(fixture: BatchFixture) throws {
        let timestamps = try #require(fixture.timestamps)
        let newest = try #require(timestamps.max())
        let first = try #require(timestamps.firstIndex(of: newest))
        var found = Set<Int64>()
        for count in 0..<fixture.batch.count {
            var bytes = Array(fixture.bytes.prefix(count))
            if count >= BatchHeader.length { bytes.seal() }
            guard let record = bytes.firstRecord(atOrAfter: newest) else {
                #expect(count < BatchHeader.length)
                continue
            }
            let isTrue = record.offset == first && record.timestamp == newest
            let isBase = record.offset == 0 && record.timestamp == timestamps[0]
            #expect(isTrue || isBase, "cut to \(count)")
            if isTrue { found.insert(record.offset) }
        }
        // A record in the middle is found before the cut is noticed, so the cuts did reach the reader. Not where all is
        // one block that is unpacked as a whole.
        let inOneBlock = fixture.codec == RecordCodec.snappy.rawValue || fixture.codec == RecordCodec.zstd.rawValue
        if fixture.name.hasSuffix("not ascending"), !inOneBlock { #expect(found == [2]) }
    }

    /// Behind the checksum, where a broker's own disk or a client's mistake may change bytes.
    @Test(arguments: BatchFixture.batches.filter { !$0.name.hasSuffix("long") })
    func flippedBitsGiveSomeRecordOfTheBatch(fixture: BatchFixture) throws {
        var chance = SplitMix(state: UInt64(fixture.batch.count))
        var answers = Set<Int64>()
        for _ in 0..<200 {
            var bytes = fixture.bytes
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                bytes[Int.random(in: 21..<bytes.count, using: &chance)] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            }
            bytes.seal()
            let header = try #require(bytes.header)
            guard let record = bytes.firstRecord(atOrAfter: header.maxTimestamp) else { continue }
            #expect((0...max(0, header.lastOffset)).contains(record.offset))
            answers.insert(record.offset)
        }
        #expect(!answers.isEmpty)
    }

    @Test(arguments: 0...4 as ClosedRange<UInt8>) func noiseIsNoRecord(codec: UInt8) throws {
        var chance = SplitMix(state: UInt64(codec))
        let magics: [[UInt8]] = [
            [0x1F, 0x8B, 8, 0], [0x82] + Array("SNAPPY".utf8) + [0], [4, 0x22, 0x4D, 0x18], [0x28, 0xB5, 0x2F, 0xFD],
            [],
        ]
        for round in 0..<2_000 {
            var bytes = [UInt8](repeating: 0, count: 61)
            bytes[22] = codec
            bytes.set(Int32.max, at: 23)
            bytes.set(Int64.max, at: 35)
            bytes.set(Int32.max, at: 57)
            bytes += magics[round % magics.count]
            bytes += (0..<Int.random(in: 0..<200, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance)
            }
            bytes.seal()
            #expect(try #require(bytes.firstRecord(atOrAfter: .max)) == (0, 0), "2^31 records in 200 bytes")
            _ = bytes.firstRecord(atOrAfter: 1)
        }
    }

    /// Each would be at time 6, were it read.
    @Test(
        arguments: [
            [],  // nothing at all
            [0x01, 0, 2, 0],  // a negative length
            [0x0C],  // a length, and nothing behind it
            [0x04, 0, 2, 0],  // a record shorter than its fields
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0, 2, 0],  // a number of eleven bytes
            [0x86, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02, 0, 2, 0],  // a tenth byte of two bits
            [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0, 2, 0],  // a record of 2^63 bytes
            [0x80, 0x80, 0x80, 0x80, 0x10, 0, 2, 0],  // a record of 2^31 bytes
            [0x0C, 0, 2, 1, 0, 0, 0],  // before the base offset
            [0x0C, 0, 2, 4, 0, 0, 0],  // behind the last offset
            [0x1E, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0, 0, 0, 0],  // past Int64.max
        ] as [[UInt8]])
    func aRecordThatCannotBeIsNotRead(record: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: 61)
        bytes.set(Int32(1), at: 23)
        bytes.set(Int64(5), at: 27)
        bytes.set(Int64(9), at: 35)
        bytes.set(Int32(2), at: 57)
        let right: [UInt8] = [0x0C, 0, 2, 2, 0, 0, 0]
        #expect((bytes + right).sealed.firstRecord(atOrAfter: 0)?.timestamp == 6)
        #expect((bytes + record).sealed.firstRecord(atOrAfter: 0)?.timestamp == 5)
        #expect((bytes + record).sealed.firstRecord(atOrAfter: 0)?.offset == 0)
    }

    /// A record of 2 GiB, and more than enough zeros for it in a few hundred kilobytes.
    @Test(.timeLimit(.minutes(5)), arguments: BatchFixture.lines("bombs.ndjson") as [Bomb])
    func aBombIsUnpackedToTheLimitAndNoFurther(bomb: Bomb) throws {
        let codec = try #require(RecordCodec(rawValue: bomb.codec))
        let pieces = RecordBytes.maximumUnpacked / bomb.zerosLength + 8
        let packed = Array(bomb.head) + Array(repeating: Array(bomb.zeros), count: pieces).joined()
        packed.withUnsafeBytes { packed in
            var bytes = RecordBytes(packed, codec)
            var unpacked = 0
            while (try? bytes.skip(1 << 16)) != nil { unpacked += 1 << 16 }
            #expect(unpacked <= RecordBytes.maximumUnpacked)
            #expect(unpacked >= RecordBytes.maximumUnpacked - 1 << 17)
        }

        var batch = [UInt8](repeating: 0, count: 61)
        batch[22] = bomb.codec
        batch.set(Int64.max, at: 35)
        batch.set(Int32(2), at: 57)
        batch += packed
        batch.seal()
        #expect(try #require(batch.firstRecord(atOrAfter: .max)) == (0, 0))
    }

    struct Bomb: Decodable {
        let codec: UInt8
        let head: Data
        let zeros: Data
        let zerosLength: Int
    }

    /// A snappy block tells its length first.
    @Test func aSnappyBlockThatLiesAboutItsLengthIsRefused() {
        let claims: [[UInt8]] = [
            [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x80, 0x80, 0x80, 0x20], [0x81, 0x80, 0x80, 0x20], [0xFF, 0x7F, 0, 1],
        ]
        for claim in claims {
            claim.withUnsafeBytes {
                var bytes = RecordBytes($0, .snappy)
                #expect(throws: UnreadableRecords.self) { try bytes.byte() }
            }
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }
}
