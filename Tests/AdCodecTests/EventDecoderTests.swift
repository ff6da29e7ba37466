import AdModel
import TestSupport
import Testing

@testable import AdCodec

/// One table a rule of DESIGN §3. The oracle's verdicts on many more records are in `OracleTests`.
@Suite struct EventDecoderTests {
    private let decoder = EventDecoder()

    private func verdict(_ json: String) -> Verdict {
        Array(json.utf8).withUnsafeBytes { decoder.decode($0) }
    }

    /// The verdict on an event that is good but for these members.
    private func verdict(with members: String) -> Verdict {
        verdict(#"{"eventType":"click","campaignId":"c","timestamp":"2026-11-21T01:23:45.678Z",\#(members)}"#)
    }

    private func reason(_ verdict: Verdict) -> RejectReason? {
        if case .rejected(let rejection) = verdict { rejection.reason } else { nil }
    }

    private func event(_ verdict: Verdict) throws -> AdEvent {
        switch verdict {
        case .event(let event): return event
        case .rejected(let rejection): throw RejectedInTest(rejection: rejection)
        }
    }

    private struct RejectedInTest: Error { let rejection: Rejection }

    @Test func theDesignsExampleIsRead() throws {
        let json = """
            {"eventId":"0192f3a4-7b1c-7c55-8a2e-0123456789ab","eventType":"click","organizationId":"org_1",
             "campaignId":"camp_042","channel":"search","timestamp":"2026-11-21T01:23:45.678Z","value":1.25,
             "metadata":{"sessionId":"s_1","deviceType":"mobile"}}
            """
        let series = Series(
            organization: OrganizationID("org_1"), campaign: CampaignID("camp_042"), channel: Channel("search"))
        let expected = AdEvent(
            type: .click, series: series, time: EventTime(milliseconds: 1_795_224_225_678), value: Micros(1_250_000))
        #expect(verdict(json) == .event(expected))
    }

    @Test(arguments: EventType.allCases) func everyTypeIsKnownByItsName(type: EventType) throws {
        #expect(try event(verdict(with: #""eventType":"\#(type.name)""#)).type == type)
        #expect(reason(verdict(with: #""eventType":"\#(type.countName)""#)) == .eventType)
    }

    @Test func absentAndNullMembersHaveDefaults() throws {
        let bare = try event(verdict(with: #""organizationId":null,"channel":null,"value":null"#))
        #expect(bare.series == Series(organization: .absent, campaign: CampaignID("c"), channel: .absent))
        #expect(bare.value == .zero)
        #expect(try event(verdict(with: #""x":1"#)) == bare)
        #expect(reason(verdict(with: #""campaignId":null"#)) == .campaignId)
    }

    /// Each record has every fault from its own on, so each next reason is found only once the earlier are mended.
    @Test(arguments: [
        (
            #"{"eventType":"x","value":-1,"organizationId":"","campaignId":"","channel":"","timestamp":1"#,
            RejectReason.json
        ),
        (#"{"eventType":"x","value":-1,"organizationId":"","campaignId":"","channel":"","timestamp":1}"#, .eventType),
        (#"{"eventType":"skip","value":-1,"organizationId":"","campaignId":"","channel":"","timestamp":1}"#, .value),
        (
            #"{"eventType":"skip","value":1,"organizationId":"","campaignId":"","channel":"","timestamp":1}"#,
            .organizationId
        ),
        (#"{"eventType":"skip","value":1,"campaignId":"","channel":"","timestamp":1}"#, .campaignId),
        (#"{"eventType":"skip","value":1,"campaignId":"c","channel":"","timestamp":1}"#, .channel),
        (#"{"eventType":"skip","value":1,"campaignId":"c","channel":"d","timestamp":1}"#, .timestamp),
    ]) func reasonsAreTriedInOrder(json: String, expected: RejectReason) {
        #expect(reason(verdict(json)) == expected)
    }

    @Test func sizeIsTriedBeforeAnythingElse() {
        let limit = EventDecoder.maxBytes
        #expect(reason(verdict(String(repeating: "x", count: limit + 1))) == .size)
        #expect(reason(verdict(String(repeating: "x", count: limit))) == .json)
        let good = #"{"eventType":"click","campaignId":"c","timestamp":"2026-11-21T01:23:45.678Z"}"#
        let padded = good + String(repeating: " ", count: limit - good.utf8.count)
        #expect(reason(verdict(padded)) == nil)
        #expect(reason(verdict(padded + " ")) == .size)
    }

    @Test(arguments: [
        "", " ", "null", "[]", "{", "{}}", "{} x", "\u{FEFF}{}", #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":01}"#, #"{"a":+1}"#,
        #"{"a":.5}"#,
        #"{"a":1.}"#, #"{"a":1e}"#, #"{"a":[1 2]}"#, #"{"a":{"b":1,}}"#, #"{"a":{"b" "c"}}"#, #"{"a":[1,2}}"#,
        #"{"a":[1,,2]}"#,
        #"{"a":{1:2}}"#, #"{"a":tru}"#, #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, "{\"a\":\"\t\"}", #"{'a':1}"#,
    ]) func whatIsNoJSONObjectIsRejected(json: String) {
        #expect(reason(verdict(json)) == .json)
    }

    @Test func invalidUTF8IsRejectedWhereverItIs() {
        for bytes: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98],
        ] {
            let json = Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)
            #expect(json.withUnsafeBytes { reason(decoder.decode($0)) } == .json)
        }
    }

    @Test func nestingIsLimitedWhereTheOracleGivesUp() {
        func nested(_ depth: Int) -> String {
            #""m":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(reason(verdict(with: nested(991))) == nil)
        #expect(reason(verdict(with: nested(992))) == .json)
        #expect(reason(verdict(with: nested(30_000))) == .json)
    }

    @Test func theLastOfDuplicatesCounts() throws {
        #expect(try event(verdict(with: #""value":-1,"value":2"#)).value == Micros(2_000_000))
        #expect(reason(verdict(with: #""value":2,"value":-1"#)) == .value)
        #expect(reason(verdict(with: #""value":01,"value":2"#)) == .json)
        #expect(try event(verdict(with: #""channel":"a","channel":null"#)).series.channel == .absent)
    }

    @Test func namesCompareAfterUnescaping() throws {
        #expect(try event(verdict(with: #""event\u0054ype":"view""#)).type == .view)
        #expect(reason(verdict(with: #""value\u0000":-1"#)) == nil)
    }

    @Test(arguments: [
        (#""value":"1""#, RejectReason.value), (#""value":true"#, .value), (#""value":NaN"#, .value),
        (#""value":[]"#, .value),
        (#""campaignId":1"#, .campaignId), (#""campaignId":-Infinity"#, .campaignId),
        (#""organizationId":{}"#, .organizationId),
        (#""channel":false"#, .channel), (#""eventType":null"#, .eventType),
        (#""timestamp":1795224225678.0"#, .timestamp),
        (#""timestamp":true"#, .timestamp), (#""timestamp":null"#, .timestamp),
    ]) func aMemberOfTheWrongTypeIsRejectedByItsName(members: String, expected: RejectReason) {
        #expect(reason(verdict(with: members)) == expected)
    }

    @Test func halfASurrogatePairIsJudgedWhenItsMembersTurnComes() {
        #expect(reason(verdict(with: #""channel":"\ud800""#)) == .json)
        #expect(reason(verdict(with: #""channel":"\ud800","value":-1"#)) == .value)
        #expect(reason(verdict(with: #""channel":"\ud800","campaignId":"""#)) == .campaignId)
        #expect(reason(verdict(with: #""eventType":"\ud800""#)) == .eventType)
        #expect(reason(verdict(with: #""timestamp":"\ud800""#)) == .timestamp)
        #expect(reason(verdict(with: #""x\ud800":"\udc00""#)) == nil)
    }

    @Test(arguments: [
        ("a", 128, true), ("a", 129, false), ("é", 64, true), ("é", 65, false), ("\\u0061", 128, true),
        ("\\u0061", 129, false),
    ])
    func namesHoldUpTo128Bytes(text: String, count: Int, isGood: Bool) {
        let members = #""channel":"\#(String(repeating: text, count: count))""#
        #expect(reason(verdict(with: members)) == (isGood ? nil : .channel))
    }

    @Test(arguments: ["", "\\u0000", "a\\u001f", "\\n", "\\u007f", "\u{7F}"]) func namesHoldNoControlCharacters(
        text: String
    ) {
        #expect(reason(verdict(with: #""channel":"\#(text)""#)) == .channel)
    }

    @Test func namesKeepTheirBytes() throws {
        let composed = try event(verdict(with: #""channel":"\u00e9""#)).series.channel
        let decomposed = try event(verdict(with: #""channel":"e\u0301""#)).series.channel
        #expect(composed != decomposed)
        #expect(try event(verdict(with: #""channel":"\ud83d\ude00\"\\\/""#)).series.channel == Channel("😀\"\\/"))
    }

    @Test(arguments: [
        ("946684799999", false), ("946684800000", true), ("4102444799999", true), ("4102444800000", false),
        ("99999999999999999999", false), ("-1", false), (#""1999-12-31T23:59:59.999Z""#, false),
        (#""1999-12-31T23:59:59.999-00:01""#, true), (#""2100-01-01T00:00:00+00:01""#, true),
        (#""2100-01-01T00:00:00Z""#, false),
    ]) func timesReachFrom2000UpTo2100(timestamp: String, isGood: Bool) {
        #expect(reason(verdict(with: #""timestamp":\#(timestamp)"#)) == (isGood ? nil : .timestamp))
    }

    @Test func anyBytesGetAVerdict() {
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array(#"{}[]:,"\ue0-.1nt"#.utf8) + [0x00, 0x0C, 0x1A, 0x7F, 0xC3, 0xED, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            let first = bytes.withUnsafeBytes { decoder.decode($0) }
            #expect(reason(first) != nil, "no such short record is an event")
            #expect(bytes.withUnsafeBytes { decoder.decode($0) } == first)
        }
    }
}
