import GRDB
import Testing

@testable import EmbeddedBroker

@Suite struct SweeperTests {
    @Test func batchesGoWhenTheirTimeIsOver() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic { $0.retentionMilliseconds = 10_000 }
            // The clock counts, not the records' own times.
            for hour in 0..<5 {
                try await bench.append(TestBatch(["a", "b"], timestamp: 10_000_000_000_000 - Int64(hour)))
                bench.advance(.seconds(3))
            }
            // Now 15 s; arrived at 0, 3, 6, 9 and 12.
            try await bench.sweep()
            #expect(try await bench.log().start == 4)
            #expect(try await bench.count("batch") == 3)
            bench.advance(.seconds(1_000))
            try await bench.sweep()
            let log = try await bench.log()
            #expect(log.start == 10 && log.end == 10 && log.bytes == 0)
            #expect(try await bench.count("batch") == 0)
            #expect(try await bench.append(TestBatch(["c"])) == .appended(baseOffset: 10, logStart: 10))
        }
    }

    @Test(arguments: [Int64.max, nil]) func whatIsKeptForEverStays(retention: Int64?) async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic { $0.retentionMilliseconds = retention }
            try await bench.append(TestBatch(["a"]))
            bench.advance(.seconds(100 * 365 * 86_400))
            try await bench.sweep()
            #expect(try await bench.log().start == 0)
        }
    }

    @Test func theOldestGoWhenAPartitionIsTooLarge() async throws {
        try await StoreBench.run { bench in
            let size = Int64(TestBatch(bytes: 1_000).bytes.readableBytes)
            try await bench.createTopic { $0.retentionBytes = 3 * size }
            try await bench.createTopic("other")
            for topic in ["t", "other"] {
                for _ in 0..<10 { try await bench.append(TestBatch(bytes: 1_000), to: topic) }
            }
            try await bench.sweep()
            let log = try await bench.log()
            #expect(log.start == 7 && log.bytes == 3 * size)
            #expect(try await bench.log("other").start == 0)
        }
    }

    @Test func deletedRecordsAreSweptInBoundedSteps() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            try await bench.write { transaction in
                for value in 0..<1_000 { _ = try transaction.append(TestBatch(["\(value)", "x"])) }
            }
            try await bench.write { transaction in
                guard var log = transaction.catalog.log(topic: "t", partition: 0) else { return }
                // In the middle of a batch, which stays whole.
                log.start = 1_501
                try transaction.save(log)
            }
            #expect(try await bench.sweep() > 2)
            let log = try await bench.log()
            #expect(log.start == 1_501 && log.end == 2_000)
            #expect(try await bench.count("batch") == 250)
            let bytes = try await bench.read { try Int64.fetchOne($0, sql: "SELECT sum(size) FROM batch") }
            #expect(log.bytes == bytes)
        }
    }

    @Test func aDeletedTopicGivesItsPagesBack() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic("large", partitions: 2)
            try await bench.createTopic("small")
            try await bench.append(TestBatch(["a"]), to: "small")
            for partition in Int32(0)..<2 {
                for _ in 0..<15 { try await bench.append(TestBatch(bytes: 1 << 20), to: "large", partition) }
            }
            func pages() async throws -> Int {
                try await bench.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
            }
            let before = try await pages()
            try await bench.write { try $0.deleteTopic("large") }
            #expect(try await bench.catalog().topics.keys.sorted() == ["small"])
            try await bench.sweep()
            #expect(try await bench.count("batch") == 1)
            #expect(try await bench.count("partition") == 1)
            let after = try await pages()
            #expect(before > 1_900 && after < 1_300, "\(before) pages, then \(after)")
            #expect(try await bench.append(TestBatch(["b"]), to: "small") == .appended(baseOffset: 1, logStart: 0))
        }
    }

    @Test func aTopicThatIsMadeAgainIsAnotherOne() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            try await bench.append(TestBatch(["old"], producer: 1, sequence: 5))
            try await bench.write { transaction in
                try transaction.commit(
                    CommittedOffset(topic: "t", partition: 0, offset: 1, leaderEpoch: -1, metadata: nil), of: "g")
                try transaction.deleteTopic("t")
                try transaction.createTopic("t", partitions: 1, settings: TopicSettings())
            }
            #expect(try await bench.count("producer") == 0)
            #expect(try await bench.log().end == 0)
            #expect(try await bench.read { try OffsetStore.all(of: "g", in: $0) } == [])
            // Its producers are unknown, too.
            #expect(
                try await bench.append(TestBatch(["new"], producer: 1, sequence: 5))
                    == .appended(baseOffset: 0, logStart: 0))
            try await bench.sweep()
            try bench.reopen()
            #expect(try await bench.log().end == 1)
            #expect(try await bench.count("batch") == 1)
        }
    }

    @Test func producersAndOffsetsThatNobodyUsesExpire() async throws {
        try await StoreBench.run { bench in
            try await bench.createTopic()
            let place = CommittedOffset(topic: "t", partition: 0, offset: 1, leaderEpoch: -1, metadata: "m")
            try await bench.append(TestBatch(["a"], producer: 1, sequence: 0))
            try await bench.write { try $0.commit(place, of: "gone") }
            try await bench.write { transaction in
                try transaction.commit(place, of: "there")
                try transaction.save(
                    GroupSnapshot(
                        groupID: "there", generation: 1, protocolType: nil, protocolName: nil, leader: nil, members: [])
                )
            }
            try await bench.write { transaction in
                try transaction.commit(place, of: "forgotten")
                try transaction.save(
                    GroupSnapshot(
                        groupID: "forgotten", generation: 1, protocolType: nil, protocolName: nil, leader: nil,
                        members: []))
                try transaction.forgetGroup("forgotten")
            }
            #expect(try await bench.read { try OffsetStore.groups(in: $0) } == ["forgotten", "gone", "there"])
            bench.advance(.seconds(100))
            try await bench.append(TestBatch(["b"], producer: 2, sequence: 0))
            try await bench.write { try $0.commit(place, of: "new") }
            try await bench.write { transaction in
                try transaction.forgetProducers(usedBefore: transaction.now - 50_000)
                try transaction.expireOffsets(committedBefore: transaction.now - 50_000)
            }
            #expect(try await bench.read { try OffsetStore.groups(in: $0) } == ["new", "there"])
            #expect(try await bench.read { try Int64.fetchAll($0, sql: "SELECT id FROM producer") } == [2])
            #expect(
                try await bench.append(TestBatch(["b"], producer: 2, sequence: 0))
                    == .duplicate(baseOffset: 1, logStart: 0))
            #expect(
                try await bench.append(TestBatch(["a"], producer: 1, sequence: 0))
                    == .appended(baseOffset: 2, logStart: 0))
        }
    }
}
