import Testing

@testable import EmbeddedBroker

@Suite struct RecordScanTests {
    /// Every fixture as a broker stores it: from an offset of its own.
    private static func stored(_ fixture: BatchFixture) throws -> (bytes: [UInt8], records: [RecordScan.Found]) {
        var bytes = fixture.bytes
        bytes.set(Int64(1000), at: 0)
        let timestamps = try #require(fixture.timestamps)
        return (bytes, timestamps.enumerated().map { (1000 + Int64($0.offset), $0.element) })
    }

    @Test func thereAreFixturesOfEveryCodecByBothClients() {
        let kinds = Set(
            BatchFixture.batches.map { "\($0.name.split(separator: ",")[0]) by \($0.madeBy.split(separator: " ")[0])" })
        #expect(kinds.count == 11)
    }

    @Test(arguments: BatchFixture.batches)
    func theFirstRecordAtOrAfterATimeIsTheOneThatTheClientPutThere(fixture: BatchFixture) throws {
        let (bytes, records) = try Self.stored(fixture)
        let times = records.flatMap { [$0.timestamp - 1, $0.timestamp, $0.timestamp + 1] } + [.min, 0, .max]
        for time in times {
            let expected = records.first { $0.timestamp >= time }
            let found = bytes.firstRecord(atOrAfter: time)
            #expect(found?.offset == expected?.offset, "at or after \(time)")
            #expect(found?.timestamp == expected?.timestamp, "at or after \(time)")
        }
    }

    @Test(arguments: BatchFixture.batches)
    func withTheBrokersTimeEveryRecordHasIt(fixture: BatchFixture) throws {
        var (bytes, _) = try Self.stored(fixture)
        bytes[22] |= 1 << 3
        bytes.set(Int64(77), at: 35)
        for time: Int64 in [.min, 76, 77] {
            #expect(bytes.firstRecord(atOrAfter: time)?.offset == 1000)
            #expect(bytes.firstRecord(atOrAfter: time)?.timestamp == 77)
        }
        #expect(bytes.firstRecord(atOrAfter: 78) == nil)
    }

    @Test(arguments: BatchFixture.batches.filter { $0.name.hasSuffix("long") && $0.name != "bare snappy, long" })
    func whatFollowsTheRecordIsNotUnpacked(fixture: BatchFixture) throws {
        var (bytes, records) = try Self.stored(fixture)
        bytes.removeLast(32)
        bytes.seal()
        #expect(bytes.firstRecord(atOrAfter: records[5].timestamp)?.offset == 1005)
        #expect(bytes.firstRecord(atOrAfter: records[59].timestamp)?.offset == 1000)
    }

    @Test func bytesBehindTheBatchAreNotLookedAt() throws {
        let fixture = try #require(BatchFixture.batches.first { $0.name == "lz4, ascending" })
        let (bytes, records) = try Self.stored(fixture)
        #expect((bytes + bytes).firstRecord(atOrAfter: records[7].timestamp)?.offset == 1007)
    }

    /// Some producers write the versions in xerial's header in the wrong byte order.
    @Test func theVersionsOfAFramedSnappyStreamDoNotMatter() throws {
        let fixture = try #require(BatchFixture.batches.first { $0.name == "framed snappy, long" })
        var (bytes, records) = try Self.stored(fixture)
        bytes.set(Int32(1).byteSwapped, at: 61 + 8)
        bytes.set(Int32(1).byteSwapped, at: 61 + 12)
        #expect(bytes.firstRecord(atOrAfter: records[59].timestamp)?.offset == 1059)
    }

    @Test func aBatchThatCannotBeReadAnswersWithItsBase() throws {
        let fixture = try #require(BatchFixture.batches.first { $0.name == "gzip, not ascending" })
        let (whole, records) = try Self.stored(fixture)
        var bytes = whole
        bytes[61] ^= 0xFF
        let newest = try #require(records.map(\.timestamp).max())
        #expect(bytes.firstRecord(atOrAfter: newest)?.offset == 1000)
        #expect(bytes.firstRecord(atOrAfter: newest)?.timestamp == records[0].timestamp)
        #expect(bytes.firstRecord(atOrAfter: newest + 1) == nil)

        for damage: (inout [UInt8]) -> Void in [
            { $0[22] = 5 }, { $0.removeLast() }, { $0.set(Int32(48), at: 8) }, { $0.set(Int32.min, at: 8) },
        ] {
            bytes = whole
            damage(&bytes)
            #expect(bytes.firstRecord(atOrAfter: newest)?.offset == 1000)
        }
    }

    /// No producer's batch is empty: it is taken for one that cannot be read.
    @Test func aBatchWithoutRecordsStandsForItsBase() {
        var bytes = [UInt8](repeating: 0, count: 61)
        bytes.seal()
        #expect(bytes.firstRecord(atOrAfter: .min)?.offset == 0)
        #expect(Array(bytes.dropLast()).firstRecord(atOrAfter: .min) == nil)
    }
}
