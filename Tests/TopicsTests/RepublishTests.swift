import AdModel
import Kafka
import TestSupport
import Testing

@testable import Topics

/// `adtally dlq republish` through a broker over TCP: everything of the reason once, whatever happened before.
@Suite(.serialized) struct RepublishTests {
    @Test func theRecordsOfAReasonGoBackAsTheyWere() async throws {
        try await LetterBox.with { box in
            let bytes: [UInt8] = [0xFF, 0x00, 0x0A]
            let keys = (0..<8).map { Array("camp_\($0)".utf8) }
            try box.put(
                keys.enumerated().map { number, key in
                    Letter.of(.value, Int64(number), in: 1).with { ($0.key, $0.value) = (key, bytes) }
                } + [.of(.json, 99)])
            let outcome = try box.republish(.value)
            #expect(outcome.sent == 8)
            #expect(outcome.read == 9)
            let sent = try box.sent()
            #expect(Set(sent.map(\.key)) == Set(keys))
            #expect(sent.count == 8 && sent.allSatisfy { $0.value == bytes && $0.isFresh })
            let places = Set(sent.flatMap(\.headers))
            #expect(places == Set((0..<8).map { RecordHeader("republished-from", "logs.dlq/1/\($0)") }))
            #expect(Set(sent.map(\.partition)).count > 1, "the key decides, not the letter's partition")
        }
    }

    @Test func aRecordIsInThePartitionThatAProducerGivesItsKey() async throws {
        try await LetterBox.with { box in
            let keys = (0..<8).map { Array("camp_\($0)".utf8) }
            let producer = try KafkaProducer(configuration: box.configuration, logger: box.logger)
            for key in keys { _ = producer.produce(topic: "logs", key: key, value: [1]) }
            #expect(producer.flush(timeout: .seconds(20)) { _ in } == 0)
            producer.close()
            try box.put(keys.enumerated().map { number, key in Letter.of(.late, Int64(number)).with { $0.key = key } })
            _ = try box.republish(.late)
            let partitions = Dictionary(grouping: try box.sent(), by: \.key).mapValues { Set($0.map(\.partition)) }
            #expect(partitions.count == 8 && partitions.values.allSatisfy { $0.count == 1 })
        }
    }

    @Test func runAgainItSendsOnlyWhatIsNew() async throws {
        try await LetterBox.with { box in
            try box.put((0..<4).map { .of(.late, $0, in: Int32($0 % 3)) })
            #expect(try box.republish(.late).sent == 4)
            #expect(try box.republish(.late).sent == 0)
            try box.put([.of(.late, 10)])
            #expect(try box.republish(.late).sent == 1)
            #expect(try box.sent().map(\.text).sorted() == ["0", "1", "10", "2", "3"])
        }
    }

    @Test func aRepeatedLetterIsSentOnce() async throws {
        try await LetterBox.with { box in
            // Without a key, a letter and its repetition may be in different partitions.
            try box.put([.of(.late, 1), .of(.late, 1, in: 1), .of(.late, 2, in: 2)])
            let first = try box.republish(.late, batch: 1)
            #expect(first.sent == 2)
            #expect(first.repeats == 1)
            // Repeated above the committed offset.
            try box.put([.of(.late, 2), .of(.late, 1, in: 2), .of(.late, 3)])
            let second = try box.republish(.late)
            #expect(second.sent == 1)
            #expect(second.repeats == 2)
            #expect(try box.sent().map(\.text).sorted() == ["1", "2", "3"])
        }
    }

    @Test func aRecordOfALogMadeAnewIsNoRepeat() async throws {
        try await LetterBox.with { box in
            try box.put([.of(.late, 5), .of(.size, 6).cut()])
            #expect(try box.republish(.late).sent == 1)
            // `logs` is made anew, and other events are rejected at the same places.
            let anew = Letter.of(.late, 5).with { $0.value = Array("new".utf8) }
            let keyed = anew.with { $0.key = Array("camp_2".utf8) }
            try box.put([anew, .of(.late, 5), keyed, anew])
            let outcome = try box.republish(.late)
            #expect(outcome.sent == 2)
            #expect(outcome.repeats == 2)
            #expect(try box.sent().map(\.text).sorted() == ["5", "new", "new"])
            // A whole letter of another event does not make up for a cut one at its place.
            try box.put([Letter.of(.size, 6).with { $0.value = Array("new".utf8) }])
            let sizes = try box.republish(.size)
            #expect(sizes.sent == 1)
            #expect(sizes.cut.map(\.source.text) == ["logs[0]@6"])
        }
    }

    @Test func aRecordThatWasCutAndCameAgainWholeIsSent() async throws {
        try await LetterBox.with { box in
            let whole = Letter.of(.size, 1).with { $0.value = [UInt8](repeating: 7, count: 70_000) }
            let cut = whole.cut().with { $0.value = [UInt8](repeating: 7, count: 65_536) }
            try box.put([cut, whole, cut])
            let outcome = try box.republish(.size)
            #expect(outcome.sent == 1)
            #expect(outcome.repeats == 1)
            #expect(outcome.cut.isEmpty)
            #expect(try box.list().map(\.records) == [1])
        }
    }

    @Test(arguments: [(stride: 100_000, commits: 2...4), (stride: 50, commits: 5...20)])
    func readingOtherReasonsCommitsOnlyNowAndThen(stride: Int, commits: ClosedRange<Int>) async throws {
        try await LetterBox.with { box in
            var letters = (0..<300).map { Letter.of(.json, $0) }
            letters[150] = .of(.late, 150)
            try box.put(letters)
            var offsets: Set<Int64> = []
            let outcome = try box.withGroup(of: .late) { watcher in
                try box.republish(
                    .late, batch: 5, stride: stride,
                    onProgress: { _ in
                        let committed = try? watcher.committed([TopicPartition("logs.dlq", 0)])
                        offsets.formUnion(committed?.map(\.offset) ?? [])
                    })
            }
            #expect(outcome.sent == 1)
            #expect(outcome.read == 300)
            #expect(commits.contains(offsets.count), "\(offsets.sorted())")
            #expect(offsets.max() == 300)
        }
    }

    @Test(arguments: [
        // The consumer refuses the first, only the producer the second.
        ["message.max.bytes": "20000000"], ["max.in.flight": "10"],
    ])
    func aClientThatCannotBeMadeLeavesNoOther(properties: [String: String]) async throws {
        let capture = LogLines()
        let configuration = try KafkaConfiguration(bootstrapServers: "127.0.0.1:1", properties: properties)
        try await ServiceThread.run(name: "test") {
            let settings = RepublishJob.Settings(reason: .late, topic: "logs.dlq", target: "logs")
            // A client that is dropped open stops a debug build.
            #expect(throws: KafkaError.self) {
                _ = try RepublishJob(settings, configuration: configuration, logger: capture.logger)
            }
        }
        #expect(capture.lines(from: .critical).isEmpty)
    }

    @Test func afterAPartialRunTheRestIsSent() async throws {
        try await LetterBox.with { box in
            try box.put((0..<10).map { .of(.late, $0, in: Int32($0 % 3)) })
            var sent = 0
            let error = #expect(throws: StoppedError.self) {
                _ = try box.republish(.late, batch: 2, until: { sent > 2 }, onProgress: { sent = $0.sent })
            }
            #expect(error?.description.contains("\(sent) records are in logs; run it again") == true)
            #expect((3..<10).contains(sent))
            #expect(try box.sent().count == sent)
            #expect(try box.republish(.late).sent == 10 - sent)
            #expect(try box.sent().map(\.text).sorted() == (0..<10).map { "\($0)" })
        }
    }

    @Test func aCrashBeforeTheCommitRepeatsThatBatchAndNoMore() async throws {
        try await LetterBox.with { box in
            try box.put((0..<6).map { .of(.late, $0) })
            _ = try box.republish(.late)
            // As if the process had died when the last two were acknowledged and not yet committed.
            let beforeLast = PartitionOffset(topic: "logs.dlq", partition: 0, offset: 4)
            try box.withGroup(of: .late) { try $0.commit([beforeLast]) }
            #expect(try box.republish(.late).sent == 2)
            #expect(try box.sent().count == 8)
        }
    }

    @Test func nothingIsCommittedThatTheBrokerRefused() async throws {
        try await LetterBox.with { box in
            try box.makeTopic(TopicSpec(name: "narrow", partitions: 1, config: ["max.message.bytes": "1000"]))
            var random = SeededGenerator(seed: 1)
            let large = (0..<5000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            try box.put([.of(.late, 1), Letter.of(.late, 2).with { $0.value = large }, .of(.late, 3)])
            let error = #expect(throws: UnsavedError.self) {
                _ = try box.republish(.late, batch: 2, to: "narrow")
            }
            #expect((error?.cause as? KafkaError)?.code == .messageTooLarge)
            let committed = try box.withGroup(of: .late, to: "narrow") { consumer in
                try consumer.committed([TopicPartition("logs.dlq", 0)])
            }
            #expect(committed.first.map { $0.offset < 2 } == true, "\(committed)")
        }
    }

    @Test func whatIsCutIsNamedAndNotSent() async throws {
        try await LetterBox.with { box in
            try box.put([.of(.size, 1).cut(), .of(.size, 2), .of(.size, 1).cut(), .of(.size, 3).cut()])
            let first = try box.republish(.size)
            #expect(first.sent == 1)
            #expect(first.cut.map(\.source.text).sorted() == ["logs[0]@1", "logs[0]@3"])
            let settings = RepublishJob.Settings(reason: .size, topic: "logs.dlq", target: "logs")
            #expect(
                first.text("republished", settings) == """
                    republished 1 records of reason size to logs; 2 records are cut and cannot be sent again: \
                    logs[0]@1, logs[0]@3
                    """)
            // Once it fits, its letter may come again, whole.
            try box.put([.of(.size, 3)])
            #expect(try box.republish(.size).sent == 1)
            #expect(try box.sent().map(\.text).sorted() == ["2", "3"])
        }
    }

    @Test func foreignRecordsAndOtherReasonsStayWhereTheyAre() async throws {
        try await LetterBox.with { box in
            try box.put([Letter(value: [1], headers: [RecordHeader("reason", "late")]), .of(.json, 1), .of(.late, 2)])
            #expect(try box.republish(.late).sent == 1)
            #expect(try box.sent().map(\.text) == ["2"])
            #expect(try box.republish(.json).sent == 1, "each reason has its own progress")
        }
    }

    @Test func aDryRunCountsAndLeavesNoTrace() async throws {
        try await LetterBox.with { box in
            try box.put([.of(.late, 1), .of(.late, 1), .of(.late, 2)])
            for _ in 0..<2 {
                let outcome = try box.republish(.late, dry: true)
                #expect(outcome.sent == 2)
                #expect(outcome.repeats == 1)
            }
            #expect(try box.sent().isEmpty)
            let committed = try box.withGroup(of: .late) { consumer in
                try consumer.committed((0..<Int32(LetterBox.partitions)).map { TopicPartition("logs.dlq", $0) })
            }
            #expect(committed.isEmpty)
        }
    }

    @Test func lettersThatComeMeanwhileAreForALaterRun() async throws {
        try await LetterBox.with { box in
            try box.put((0..<4).map { .of(.late, $0) })
            // Whatever is sent is rejected again, with a new offset.
            var rejected: Int64 = 100
            let outcome = try box.republish(
                .late, batch: 1,
                onProgress: { outcome in
                    guard outcome.sent > rejected - 100, rejected < 120 else { return }
                    try? box.put([.of(.late, rejected)])
                    rejected += 1
                })
            #expect(outcome.sent == 4)
            #expect(rejected == 104)
            #expect(try box.republish(.late).sent == 4)
        }
    }

    @Test func ofTwoRunsOneStopsAndNothingGoesTwice() async throws {
        try await LetterBox.with { box in
            try box.put((0..<6).map { .of(.late, $0) })
            var second: RepublishJob.Outcome?
            #expect(throws: AnotherRunError.self) {
                _ = try box.republish(
                    .late, batch: 1,
                    onProgress: { outcome in
                        if outcome.sent == 2, second == nil { second = try? box.republish(.late) }
                    })
            }
            #expect(second?.sent == 4)
            #expect(try box.sent().map(\.text).sorted() == (0..<6).map { "\($0)" })
        }
    }

    @Test func lettersOfAForgottenRunAreAskedAbout() async throws {
        try await LetterBox.with { box in
            let lastWeek = EventTime.now().milliseconds - 8 * 86_400_000
            let old = [Letter.of(.late, 1), .of(.late, 2)].map { letter in letter.with { $0.time = lastWeek } }
            // The new letters repeat one of the old ones.
            try box.put(old + [.of(.late, 2), .of(.late, 3)])
            #expect(throws: DoubtfulLettersError.self) { _ = try box.republish(.late) }
            #expect(try box.sent().isEmpty)
            let outcome = try box.republish(.late, dry: true, doubtful: .send)
            #expect(outcome.sent == 3)
            let skipping = try box.republish(.late, doubtful: .skip)
            #expect(skipping.skipped == 2)
            #expect(try box.sent().map(\.text) == ["3"])
            #expect(try box.republish(.late).sent == 0, "now there is progress, and no more doubt")
        }
    }

    @Test func aMissingTargetIsNamed() async throws {
        try await LetterBox.with { box in
            let settings = RepublishJob.Settings(reason: .late, topic: "logs.dlq", target: "lgos")
            let job = try RepublishJob(settings, configuration: box.configuration, logger: box.logger)
            let error = #expect(throws: NoTopicError.self) { _ = try job.run(until: { false }) { _ in } }
            #expect(error?.description == "there is no topic lgos on this broker; check --to and --brokers")
        }
    }
}
