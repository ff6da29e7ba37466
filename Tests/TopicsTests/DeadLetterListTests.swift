import AdModel
import Foundation
import Kafka
import Testing

@testable import Topics

/// `adtally dlq list` through a broker over TCP.
@Suite(.serialized) struct DeadLetterListTests {
    @Test func reasonsAreCountedAndTheNewestRecordsShown() async throws {
        try await LetterBox.with { box in
            let start: Int64 = 1_763_688_185_000
            try box.put(
                (0..<5).map { number in
                    Letter.of(.value, number, in: Int32(number % 3)).with { $0.time = start + 1000 * number }
                } + [Letter.of(.json, 9).cut().with { $0.time = start }])
            let found = try box.list(examples: 2)
            #expect(found.map(\.reason) == ["json", "value"], "in the order in which they are tried")
            #expect(found.map(\.records) == [1, 5])
            #expect(found.map(\.repeats) == [0, 0])
            #expect(found.map(\.cut) == [1, 0])
            #expect(found[1].oldest == "2025-11-21T01:23:05.000Z")
            #expect(found[1].newest == "2025-11-21T01:23:09.000Z")
            #expect(found[1].examples.map(\.offset) == [4, 3])
            #expect(found[1].examples.map(\.message) == ["mend it", "mend it"])
            #expect(found[1].examples.map(\.value) == ["4", "3"])
        }
    }

    @Test func aRepeatedLetterIsTheSameRecord() async throws {
        try await LetterBox.with { box in
            try box.put([.of(.late, 1), .of(.late, 2, in: 1), .of(.late, 1, in: 2), .of(.late, 1), .of(.size, 1)])
            let found = try box.list()
            #expect(found.map(\.reason) == ["size", "late"])
            #expect(found.map(\.records) == [1, 2])
            #expect(found.map(\.repeats) == [0, 2])
            #expect(found[1].examples.count == 2)
        }
    }

    @Test func recordsOfALogMadeAnewAreOthers() async throws {
        try await LetterBox.with { box in
            let anew = Letter.of(.late, 1).with { $0.value = Array("new".utf8) }
            try box.put([.of(.late, 1), .of(.late, 1, in: 1), anew, anew])
            let found = try box.list()
            #expect(found.map(\.records) == [2])
            #expect(found.map(\.repeats) == [2])
            #expect(Set(found[0].examples.map(\.value)) == ["1", "new"])
        }
    }

    @Test func foreignRecordsAreUnknown() async throws {
        try await LetterBox.with { box in
            let nameless = Letter.of(.late, 1).with { $0.headers.removeAll { $0.name == "offset" } }
            try box.put([Letter(value: nil, headers: []), nameless, .of(.late, 1)])
            let found = try box.list()
            #expect(found.map(\.reason) == ["late", "unknown"])
            #expect(found.map(\.records) == [1, 2])
            #expect(Set(found[1].examples.map(\.value)) == ["(no value)", "1"])
            #expect(found[1].examples.allSatisfy { $0.topic == "logs.dlq" })
        }
    }

    @Test func theTableAndTheJSONAreHarmless() async throws {
        try await LetterBox.with { box in
            let hostile = Letter.of(.json, 1, message: "\u{1B}]0;x\u{7}").with {
                $0.value = Array("\u{1B}[2J\u{9B}".utf8) + [0xFF]
                $0.time = 1_763_688_185_000
                $0.headers[2] = RecordHeader("topic", "lo\ngs")
            }
            try box.put([hostile])
            let found = try box.list()
            let expected = #"""
                reason  records  repeats  cut  oldest                    newest
                json          1        0    0  2025-11-21T01:23:05.000Z  2025-11-21T01:23:05.000Z
                  lo\ngs[0]@1  2025-11-21T01:23:05.000Z  \u{1B}]0;x\u{07}
                    \u{1B}[2J\u{9B}\xFF

                """#
            #expect(DeadLetterTable.text(found) == expected)
            let json = try DeadLetterTable.json(found)
            #expect(json.filter { $0 == "\n" }.count == 1 && json.hasSuffix("\n"))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect(object["reason"] as? String == "json")
            #expect(object["records"] as? Int == 1)
            let examples = try #require(object["examples"] as? [[String: Any]])
            #expect(examples.first?["value"] as? String == #"\u{1B}[2J\u{9B}\xFF"#)
        }
    }

    @Test func anEmptyTopicHasNoReasonsAndAMissingOneIsNamed() async throws {
        try await LetterBox.with { box in
            #expect(try box.list().isEmpty)
            let job = try DeadLetterJob(
                topic: "nowhere", examples: 3, configuration: box.configuration, logger: box.logger)
            let error = #expect(throws: NoTopicError.self) { _ = try job.run(until: { false }) { _ in } }
            #expect(error?.description == "there is no topic nowhere on this broker; check --topic and --brokers")
        }
    }

    @Test func toldToStopItListsNothing() async throws {
        try await LetterBox.with { box in
            try box.put([.of(.late, 1)])
            let job = try DeadLetterJob(
                topic: "logs.dlq", examples: 3, configuration: box.configuration, logger: box.logger)
            #expect(throws: StoppedError.self) { _ = try job.run(until: { true }) { _ in } }
        }
    }
}
