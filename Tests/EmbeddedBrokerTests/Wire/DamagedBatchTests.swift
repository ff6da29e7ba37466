import GRDB
import NIOCore
import TestSupport
import Testing

@testable import EmbeddedBroker

@Suite struct DamagedBatchTests {
    /// The other partitions of the request are served, and the log says where the damage is.
    @Test func aDamagedBatchIsAnErrorOfItsPartitionOnly() async throws {
        try await TestBroker.run { broker in
            try await broker.raw { client throws in
                try client.createTopic("t", partitions: 3)
                for partition in Int32(0)..<3 {
                    for value in 0..<3 { try client.append(TestBatch(["\(value)"]), to: "t", partition) }
                }
            }
            await broker.stop()
            let database = try DatabaseQueue(path: broker.folder + "/broker.sqlite")
            try await database.write { db in
                try db.execute(
                    sql: """
                        UPDATE batch SET bytes = CAST(substr(bytes, 1, 65) || x'FF' || substr(bytes, 67) AS BLOB)
                        WHERE base_offset = 1 AND partition = (SELECT id FROM partition WHERE number = 1)
                        """)
            }
            try database.close()
            try await broker.start()
            try await broker.raw { client throws in
                func fetch(_ offset: Int64, minBytes: Int32 = 1) throws -> [RawClient.Fetched] {
                    let places = (Int32(0)..<3).map { RawRequest.Place(partition: $0, offset: offset) }
                    return try client.fetch(.fetch("t", places, maxWait: 30_000, minBytes: minBytes))
                }
                // What is before it is read.
                #expect(try fetch(0).map(\.error) == [0, 0, 0])
                #expect(try fetch(0).map(\.values) == [["0", "1", "2"], ["0"], ["0", "1", "2"]])
                let at = try fetch(1, minBytes: 1 << 20)
                #expect(at.map(\.error) == [0, 56, 0])
                #expect(at.map(\.values) == [["1", "2"], [], ["1", "2"]])
                // What is behind it, too.
                #expect(try fetch(2).map(\.values) == [["2"], ["2"], ["2"]])
                #expect(try client.append(TestBatch(["3"]), to: "t", 1) == 3)
            }
            #expect(broker.log.warnings.contains { $0.contains("t-1: the records 1 to 1 are damaged") })
        }
    }
}
