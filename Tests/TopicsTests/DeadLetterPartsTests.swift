import AdModel
import Kafka
import TestSupport
import Testing

@testable import Topics

/// What the jobs on `logs.dlq` are made of, without a broker.
@Suite struct DeadLetterPartsTests {
    @Test(arguments: 0..<20) func aRecordSetIsASet(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var set = RecordSet()
        var oracle = Set<RecordIdentity>()
        func any() -> RecordIdentity {
            // Around the edge of a page, and of few fingerprints, which are told apart by their high bits.
            let place = RecordID(
                partition: TopicPartition("logs", .random(in: 0..<2, using: &random)),
                offset: .random(in: 4_000..<4_200, using: &random))
            return RecordIdentity(source: place, fingerprint: .random(in: 0..<3, using: &random) << 12)
        }
        for _ in 0..<600 {
            let record = any()
            let isNew = set.insert(record)
            #expect(isNew == oracle.insert(record).inserted)
        }
        #expect(set.count == oracle.count)
        for _ in 0..<600 {
            let record = any()
            #expect(set.contains(record) == oracle.contains(record))
        }
    }

    @Test func aRecordIsToldByItsPlaceAndEveryByte() {
        let place = RecordID(partition: TopicPartition("logs", 0), offset: 5)
        func identity(_ key: [UInt8]?, _ value: [UInt8]?, of letter: DeadLetter) -> RecordIdentity {
            letter.identity(key: key?.bytes, value: value?.bytes)
        }
        let letter = DeadLetter(headers: [], at: place)
        let same = identity([1], [2, 3], of: letter)
        #expect(identity([1], [2, 3], of: letter) == same)
        let others: [([UInt8]?, [UInt8]?)] = [
            ([1], [2, 4]), ([1, 2], [3]), ([], [1, 2, 3]), (nil, [1, 2, 3]), ([1, 2, 3], nil), ([1, 2, 3], []),
        ]
        #expect(Set(others.map { identity($0, $1, of: letter) } + [same]).count == others.count + 1)
        let elsewhere = DeadLetter(headers: [], at: RecordID(partition: place.partition, offset: 6))
        #expect(identity([1], [2, 3], of: elsewhere) != same)
    }

    @Test func aCutLetterIsOfTheWholeRecord() {
        let place = RecordID(partition: TopicPartition("logs", 0), offset: 5)
        let whole = DeadLetter(headers: [], at: place)
        let cut = DeadLetter(headers: [RecordHeader("truncated", "70000")], at: place)
        let value = [UInt8](repeating: 7, count: 70_000)
        let rest = Array(value.prefix(65_536))
        let seen = cut.identity(key: [1].bytes, value: rest.bytes)
        #expect(cut.cutIdentity(key: [1].bytes, value: rest.bytes) == seen)
        #expect(whole.cutIdentity(key: [1].bytes, value: value.bytes) == seen)
        #expect(whole.identity(key: [1].bytes, value: value.bytes) != seen)
        #expect(whole.cutIdentity(key: [1].bytes, value: (value + [7]).bytes) != seen)
        #expect(whole.cutIdentity(key: [1].bytes, value: rest.dropLast().bytes) == nil, "it is never cut")
    }

    @Test(arguments: [
        ("plain \u{E9} \u{1F600}", "plain \u{E9} \u{1F600}"),
        ("a\nb\r\tc", #"a\nb\r\tc"#),
        ("\u{1B}[2J\u{7}\u{0}", #"\u{1B}[2J\u{07}\u{00}"#),
        ("\u{9B}31m\u{7F}", #"\u{9B}31m\u{7F}"#),
        ("\u{202E}gpj\u{2066}\u{200B}\u{FEFF}", #"\u{202E}gpj\u{2066}\u{200B}\u{FEFF}"#),
        ("\u{2028}\u{2029}\u{E0041}", #"\u{2028}\u{2029}\u{E0041}"#),
        (#"C:\n"#, #"C:\\n"#),
    ]) func textIsMadeHarmless(text: String, harmless: String) {
        #expect(HarmlessText.of(text.utf8) == harmless)
    }

    @Test func bytesThatAreNoUTF8AreShownWhereTheyAre() {
        #expect(HarmlessText.of([0x61, 0xFF, 0x62, 0xC3, 0x28, 0xE2, 0x82]) == #"a\xFFb\xC3(\xE2\x82"#)
        #expect(HarmlessText.of([0xED, 0xA0, 0x80, 0x7A]) == #"\xED\xA0\x80z"#)
    }

    @Test(arguments: 0..<50) func anyBytesBecomeVisibleText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<300).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        for scalar in HarmlessText.of(bytes).unicodeScalars {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        }
    }

    @Test func anExcerptEndsBetweenCharacters() {
        func excerpt(_ text: String) -> String {
            Array(text.utf8).withUnsafeBytes { HarmlessText.excerpt(of: $0, limit: 5) }
        }
        #expect(excerpt("12345") == "12345")
        #expect(excerpt("123456") == "12345… (6 bytes)")
        #expect(excerpt("1234\u{E9}6") == "1234… (7 bytes)")
        #expect(excerpt("12\u{1F600}6") == "12… (7 bytes)")
        #expect(excerpt("1\u{1F600}6") == "1\u{1F600}… (6 bytes)")
        #expect(excerpt("") == "(empty)")
        #expect(HarmlessText.excerpt(of: nil) == "(no value)")
        let broken = [UInt8](repeating: 0x80, count: 6).withUnsafeBytes { HarmlessText.excerpt(of: $0, limit: 5) }
        #expect(broken == #"\x80\x80\x80\x80\x80… (6 bytes)"#)
    }

    @Test func onlyALetterWithAllOurHeadersIsOurs() {
        let place = RecordID(partition: TopicPartition("logs.dlq", 1), offset: 9)
        let headers = [
            RecordHeader("reason", "value"), RecordHeader("message", "m"), RecordHeader("topic", "logs"),
            RecordHeader("partition", "3"), RecordHeader("offset", "7"),
        ]
        let letter = DeadLetter(headers: headers, at: place)
        #expect(letter.reason == .value)
        #expect(letter.source.text == "logs[3]@7")
        #expect(!letter.isCut)
        #expect(DeadLetter(headers: headers + [RecordHeader("truncated", "70000")], at: place).isCut)
        let wrong: [(String, String)] = [
            ("reason", "unheard-of"), ("topic", ""), ("partition", "-1"), ("partition", "x"), ("offset", "-1"),
            ("offset", "99999999999999999999"),
        ]
        for (name, value) in wrong {
            let changed = headers.map { $0.name == name ? RecordHeader(name, value) : $0 }
            let foreign = DeadLetter(headers: changed, at: place)
            #expect(foreign.reason == nil && foreign.source == place, "\(name)=\(value)")
        }
        for name in ["reason", "topic", "partition", "offset"] {
            #expect(DeadLetter(headers: headers.filter { $0.name != name }, at: place).reason == nil, "no \(name)")
        }
    }
}

extension Sequence<UInt8> {
    /// For comparisons within one test; never freed.
    fileprivate var bytes: UnsafeRawBufferPointer {
        let all = Array(self)
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: all.count, alignment: 1)
        copy.copyBytes(from: all)
        return UnsafeRawBufferPointer(copy)
    }
}

/// Where a run begins.
@Suite struct RepublishPlanTests {
    private let partition = TopicPartition("logs.dlq", 0)

    private func plan(_ extent: Range<Int64>, progress: Int64? = nil, bound: Int64? = nil) -> RepublishPlan {
        RepublishPlan(
            extent: [partition: extent], progress: progress.map { [partition: $0] } ?? [:],
            bounds: bound.map { [partition: $0] } ?? [:])
    }

    @Test func itGoesOnWhereTheLastOneEnded() {
        let plan = plan(10..<20, progress: 15)
        #expect(plan.before == [partition: 10..<15])
        #expect(plan.open == [partition: 15..<20])
        #expect(!plan.isDoubtful(partition))
    }

    @Test func whatRetentionHasTakenIsPassedOver() {
        let plan = plan(10..<20, progress: 5)
        #expect(plan.before == [partition: 10..<10])
        #expect(plan.open == [partition: 10..<20])
        #expect(plan.renewed.isEmpty)
    }

    @Test func aTopicMadeAnewIsReadFromItsStart() {
        let plan = plan(0..<3, progress: 5)
        #expect(plan.renewed == [partition])
        #expect(plan.before == [partition: 0..<0])
        #expect(plan.open == [partition: 0..<3])
    }

    @Test func withoutProgressOldLettersAreDoubtfulUntilTheyAreIncluded() {
        var half = plan(10..<20, bound: 12)
        #expect(half.isDoubtful(partition))
        #expect(half.before == [partition: 10..<12])
        #expect(half.open == [partition: 12..<20])
        half.includeDoubtful()
        #expect(half.before == [partition: 10..<10])
        #expect(half.open == [partition: 10..<20])
        let all = plan(10..<20, bound: -1)
        #expect(all.before == [partition: 10..<20], "none is younger")
        #expect(all.open == [partition: 20..<20])
    }
}
