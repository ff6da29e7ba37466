import Foundation
import TestSupport
import Testing

@testable import Kafka

/// Against kcat, which is another program on the same library but with its defaults.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/kcat")))
struct InteropTests {
    @Test func kcatReadsWhatWeWrite() async throws {
        try await Cluster.run { cluster in
            try cluster.withProducer { producer in
                _ = producer.produce(
                    topic: "t", partition: 0, key: Array("k".utf8), value: Array("v".utf8),
                    headers: [RecordHeader("reason", "late")], timestamp: 1_700_000_000_123)
                _ = producer.produce(topic: "t", partition: 0, key: nil, value: nil, timestamp: 5)
                _ = try producer.delivered()
            }
            let read = try Self.kcat(
                ["-C", "-b", cluster.mock.bootstrapServers, "-t", "t", "-e", "-q", "-o", "beginning", "-Z"]
                    + ["-f", "%p %o %T %h %k %s\n"])
            #expect(read == "0 0 1700000000123 reason=late k v\n0 1 5  NULL NULL\n")
        }
    }

    @Test func weReadWhatKcatWrites() async throws {
        try await Cluster.run { cluster in
            let arguments = ["-P", "-b", cluster.mock.bootstrapServers, "-t", "t", "-p", "0", "-H", "a=1", "-k", "key"]
            _ = try Self.kcat(arguments, input: "one\ntwo\n")
            try cluster.withConsumer { consumer in
                try consumer.assign([PartitionOffset(topic: "t", partition: 0, offset: 0)])
                let seen = Recording()
                try consumer.pollUntil("two records", done: seen.values.count == 2) { event in
                    seen.note(event)
                    guard case .record(let record) = event else { return }
                    #expect(record.headers == [RecordHeader("a", "1")])
                    #expect(text(record.key) == "key")
                }
                #expect(seen.values == ["one", "two"])
            }
        }
    }

    private static func kcat(_ arguments: [String], input: String = "") throws -> String {
        let result = try Program.run(arguments, of: URL(filePath: "/usr/bin/kcat"), input: input)
        guard result.status == 0 else { throw Unexpected("kcat ends with \(result.status): \(result.errors)") }
        return result.output
    }
}
