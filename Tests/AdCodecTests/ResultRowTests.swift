import AdModel
import TestSupport
import Testing

@testable import AdCodec

@Suite struct ResultRowTests {
    private let decoder = ResultRowDecoder()

    private func json(_ row: ResultRow) -> [UInt8] {
        var json: [UInt8] = []
        ResultRowEncoder.append(row, to: &json)
        return json
    }

    private func decode(_ json: String) throws -> ResultRow {
        try Array(json.utf8).withUnsafeBytes { try decoder.decode($0) }
    }

    private func problem(_ json: String) -> String? {
        do {
            _ = try decode(json)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The row of DESIGN §3.
    private static let example: ResultRow = {
        var totals = Totals()
        totals.impressions = 812
        totals.clicks = 170
        totals.conversions = 30
        totals.spend = Micros(123_456_700)
        totals.revenue = Micros(1_840_500_000)
        let series = Series(
            organization: OrganizationID("org_1"), campaign: CampaignID("camp_042"), channel: Channel("search"))
        return ResultRow(
            window: Window(start: EventTime(milliseconds: 1_795_224_180_000), size: .minutes(1)), series: series,
            partition: 3, totals: totals, status: .final, revision: 7, epoch: 0, throughOffset: 184_467)
    }()

    private static let exampleJSON =
        #"{"windowStart":"2026-11-21T01:23:00.000Z","windowEnd":"2026-11-21T01:24:00.000Z","organizationId":"org_1","#
        + #""campaignId":"camp_042","channel":"search","partition":3,"impressions":812,"clicks":170,"conversions":30,"#
        + #""views":0,"engagements":0,"completions":0,"skips":0,"spend":123.4567,"revenue":1840.5,"ctr":20.935961,"#
        + #""conversionRate":17.647059,"cpc":0.726216,"cpm":152.040271,"cpa":4.115223,"roas":14.908061,"#
        + #""status":"final","revision":7,"epoch":0,"throughOffset":184467}"#

    @Test func theDesignsExampleIsWrittenAndRead() throws {
        #expect(String(decoding: json(Self.example), as: UTF8.self) == Self.exampleJSON)
        #expect(try decode(Self.exampleJSON) == Self.example)
    }

    @Test func aRatioWithoutADivisorIsNull() {
        var row = Self.example
        row.totals = Totals()
        let text = String(decoding: json(row), as: UTF8.self)
        #expect(
            text.contains(
                #""spend":0,"revenue":0,"ctr":null,"conversionRate":null,"cpc":null,"cpm":null,"cpa":null,"roas":null,"#
            ))
    }

    @Test(
        arguments: [
            (0, "0"), (1, "0.000001"), (-1, "-0.000001"), (1_000_000, "1"), (1_500_000, "1.5"),
            (-2_000_010, "-2.00001"),
            (1_000_000_000_000_000_000_000_000, "1000000000000000000"),
            (12_345_678_901_234_567_890_123_456_789, "12345678901234567890123.456789"),
            (Int128.min, "-170141183460469231731687303715884.105728"),
            (Int128.max, "170141183460469231731687303715884.105727"),
            (1_000_000_000_000_000_000_000_001, "1000000000000000000.000001"),
        ] as [(Int128, String)]) func millionthsAreWrittenWithoutTrailingZeros(millionths: Int128, expected: String)
    {
        var text: [UInt8] = []
        text.appendMillionths(millionths)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test(arguments: [1, 2, 3]) func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let row = generator.row()
            #expect(try json(row).withUnsafeBytes { try decoder.decode($0) } == row)
        }
    }

    @Test func unknownMembersAndRatiosAreIgnored() throws {
        let more = Self.exampleJSON.dropLast() + #","ctr":"?","news":{"a":[1,2]},"roas":null}"#
        #expect(try decode(String(more)) == Self.example)
        let exponents = Self.exampleJSON.replacing(#""spend":123.4567"#, with: #""spend":1234567E-4"#)
        #expect(try decode(exponents) == Self.example)
    }

    @Test(arguments: [
        "windowStart", "windowEnd", "organizationId", "campaignId", "channel", "partition", "impressions", "clicks",
        "conversions",
        "views", "engagements", "completions", "skips", "spend", "revenue", "status", "revision", "epoch",
        "throughOffset",
    ]) func everyMemberButTheRatiosIsNeeded(member: String) {
        let without = Self.exampleJSON.replacing("\"\(member)\"", with: "\"x\"")
        #expect(problem(without)?.hasPrefix("\(member) must ") == true)
        let null = Self.exampleJSON.dropLast() + ",\"\(member)\":null}"
        #expect(problem(String(null))?.hasPrefix("\(member) must ") == true)
    }

    @Test(arguments: [
        (#""clicks":170"#, #""clicks":-1"#), (#""clicks":170"#, #""clicks":170.0"#),
        (#""clicks":170"#, #""clicks":1000000000000001"#),
        (#""partition":3"#, #""partition":2147483648"#), (#""partition":3"#, #""partition":-1"#),
        (#""epoch":0"#, #""epoch":1000000001"#), (#""revision":7"#, #""revision":1000000000000001"#),
        (#""spend":123.4567"#, #""spend":0.0000001"#), (#""spend":123.4567"#, #""spend":1000000000000000000.000001"#),
        (#""spend":123.4567"#, #""spend":"1""#), (#""revenue":1840.5"#, #""revenue":NaN"#),
        (#""status":"final""#, #""status":"Final""#),
        (#""windowEnd":"2026-11-21T01:24:00.000Z""#, #""windowEnd":"2026-11-21T01:23:00.000Z""#),
        (#""channel":"search""#, #""channel":"""#),
        (#""channel":"search""#, #""channel":"\ud800""#),
        (#""throughOffset":184467"#, #""throughOffset":9223372036854775808"#),
        (#""revision":7"#, #""revision":-1"#), (#""epoch":0"#, #""epoch":0,"#), (#""epoch":0"#, #""epoch":[1}"#),
    ]) func whatNoRowCanHoldIsAnError(good: String, bad: String) throws {
        let broken = Self.exampleJSON.replacing(good, with: bad)
        #expect(broken != Self.exampleJSON)
        let line = try #require(problem(broken))
        #expect(!line.isEmpty && !line.contains("\n"))
    }

    @Test(arguments: ["", "null", "[]", "{}", "{", "\u{0}"]) func anyBytesAreARowOrAnError(json: String) {
        #expect(problem(json) != nil)
    }
}
