import NIOCore
import Testing

@testable import EmbeddedBroker

@Suite struct BatchCheckTests {
    private static func error(
        in bytes: [UInt8], produceVersion: Int16 = 7, maximumBytes: Int = 1 << 20
    ) -> ErrorCode? {
        let result = BatchCheck.validate(
            ByteBuffer(bytes: bytes), produceVersion: produceVersion, maximumBytes: maximumBytes)
        switch result {
        case .success(let header):
            #expect(header == bytes.header)
            return nil
        case .failure(let error):
            return error
        }
    }

    /// An uncompressed batch of 20 records that is right, and a change to it.
    private static func error(after change: (inout [UInt8]) -> Void) throws -> ErrorCode? {
        var bytes = try #require(BatchFixture.batches.first { $0.name == "none, ascending" }).bytes
        change(&bytes)
        bytes.seal()
        return error(in: bytes)
    }

    @Test(arguments: BatchFixture.batches)
    func aClientsBatchIsAccepted(fixture: BatchFixture) {
        let expected = fixture.isTransactional == true ? ErrorCode.invalidTransactionState : nil
        #expect(Self.error(in: fixture.bytes) == expected)
        #expect(Self.error(in: fixture.bytes, maximumBytes: fixture.batch.count) == expected)
    }

    @Test(arguments: BatchFixture.messageSets)
    func anOlderFormIsRefusedAsSuch(fixture: BatchFixture) {
        #expect(Self.error(in: fixture.bytes, produceVersion: 2) == .unsupportedForMessageFormat)
    }

    @Test func itMustBeExactlyOneBatch() throws {
        let batch = try #require(BatchFixture.batches.first).bytes
        #expect(Self.error(in: []) == .invalidRecord)
        #expect(Self.error(in: batch + batch) == .invalidRecord)
        #expect(Self.error(in: batch + [0]) == .invalidRecord)
        for length in 0..<batch.count {
            #expect(Self.error(in: Array(batch.prefix(length))) == .invalidRecord)
        }
        for length in [Int32.min, -1, 0, 48, .max] {
            var bytes = batch
            bytes.set(length, at: 8)
            #expect(Self.error(in: bytes) == .invalidRecord)
        }
    }

    @Test func aMagicOfTheFutureIsRefused() throws {
        #expect(try Self.error { $0[16] = 3 } == .invalidRecord)
    }

    @Test func aBatchThatIsTooLargeIsRefusedBeforeItsChecksumIsComputed() throws {
        var bytes = try #require(BatchFixture.batches.first).bytes
        #expect(Self.error(in: bytes, maximumBytes: bytes.count - 1) == .messageTooLarge)
        bytes[17] ^= 1
        #expect(Self.error(in: bytes, maximumBytes: bytes.count - 1) == .messageTooLarge)
        #expect(Self.error(in: bytes) == .corruptMessage)
    }

    @Test func everyFlippedBitBehindTheChecksumIsNoticed() throws {
        let batch = try #require(BatchFixture.batches.first { $0.name == "gzip, not ascending" }).bytes
        for position in 17..<batch.count {
            for bit in 0..<8 {
                var bytes = batch
                bytes[position] ^= 1 << bit
                #expect(Self.error(in: bytes) == .corruptMessage)
            }
        }
    }

    @Test func theBaseOffsetAndTheLeaderEpochAreTheBrokersToSet() throws {
        var bytes = try #require(BatchFixture.batches.first).bytes
        bytes.set(Int64(4711), at: 0)
        bytes.set(Int32(3), at: 12)
        #expect(Self.error(in: bytes) == nil)
    }

    @Test func zstdNeedsProduceVersionSeven() throws {
        let batch = try #require(BatchFixture.batches.first { $0.name == "zstd, ascending" }).bytes
        #expect(Self.error(in: batch, produceVersion: 7) == nil)
        #expect(Self.error(in: batch, produceVersion: 6) == .unsupportedCompressionType)
    }

    @Test func aCodecOrAttributeThatAProducerMayNotSetIsRefused() throws {
        for codec: UInt8 in 5...7 {
            #expect(try Self.error { $0[22] = codec } == .unsupportedCompressionType)
        }
        #expect(try Self.error { $0[22] = 1 << 4 } == .invalidTransactionState)
        #expect(try Self.error { $0[22] = 1 << 5 } == .invalidRecord)
        #expect(
            try Self.error { $0[22] = 1 << 3 } == .invalidTimestamp,
            "the broker's own time, which is not the producer's to say")
    }

    @Test func theCountAndTheLastOffsetMustAgree() throws {
        for (count, delta) in [(0, -1), (-1, -2), (.min, .max), (19, 19), (20, 20), (21, 19)] as [(Int32, Int32)] {
            let error = try Self.error {
                $0.set(count, at: 57)
                $0.set(delta, at: 23)
            }
            #expect(error == .invalidRecord, "\(count) records up to \(delta)")
        }
    }

    @Test func anIdempotentProducerNeedsAnEpochAndASequence() throws {
        typealias Producer = (id: Int64, epoch: Int16, sequence: Int32)
        let accepted: [Producer] = [(-1, -1, -1), (-1, 0, 0), (0, 0, 0), (4711, .max, .max)]
        let refused: [Producer] = [(4711, -1, 0), (4711, 0, -1), (0, -1, -1), (-2, 0, 0), (.min, 0, 0)]
        for (producer, expected) in accepted.map({ ($0, nil) }) + refused.map({ ($0, ErrorCode.invalidRecord) }) {
            let error = try Self.error {
                $0.set(producer.id, at: 43)
                $0.set(producer.epoch, at: 51)
                $0.set(producer.sequence, at: 53)
            }
            #expect(error == expected, "\(producer)")
        }
    }
}
