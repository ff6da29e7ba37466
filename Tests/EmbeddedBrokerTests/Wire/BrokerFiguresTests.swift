import Testing

@testable import EmbeddedBroker

@Suite struct BrokerFiguresTests {
    @Test func countsWhatWasAppendedOnceAndWhatWasHandedOut() async throws {
        try await TestBroker.run { broker in
            let before = try #require(await broker.broker.figures())
            #expect(before.topics == 0 && before.appendedRecords == 0 && before.writeFailure == nil)
            let batch = TestBatch(["a", "b", "c"])
            let size = batch.bytes.readableBytes
            try await broker.raw { client throws in
                try client.createTopic("t", partitions: 2)
                #expect(try client.append(batch, to: "t", 0) == 0)
                #expect(try client.append(batch, to: "t", 1) == 0)
                _ = try client.produce(.produce("none", 0, batch))
                _ = try client.fetch(.fetch("t", [.init()]))
            }
            let after = try #require(await broker.broker.figures())
            #expect(after.topics == 1 && after.partitions == 2)
            #expect(after.appendedRecords == 6 && after.appendedBytes == 2 * size)
            #expect(after.records == 6 && after.bytes == Int64(2 * size))
            #expect(after.requests >= 5 && after.fetchedBytes == size)
            let stopped = broker.broker
            await broker.stop()
            #expect(await stopped.figures() == nil)
        }
    }
}
