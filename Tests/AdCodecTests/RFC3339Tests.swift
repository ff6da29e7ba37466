import AdModel
import TestSupport
import Testing

@testable import AdCodec

@Suite struct RFC3339Tests {
    private func parse(_ text: String) -> Int64? {
        Array(text.utf8).withUnsafeBytes { RFC3339.parse($0)?.milliseconds }
    }

    private func format(_ milliseconds: Int64) -> String {
        var text: [UInt8] = []
        RFC3339.append(EventTime(milliseconds: milliseconds), to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T01:23:45.678Z", 1_795_224_225_678),
            ("2026-11-21t01:23:45.678z", 1_795_224_225_678),
            ("2026-11-21 01:23:45.6789999Z", 1_795_224_225_678), ("2026-11-21T01:23:45.6Z", 1_795_224_225_600),
            ("2026-11-21T01:23:45.67Z", 1_795_224_225_670), ("2026-11-21T02:53:45.678+01:30", 1_795_224_225_678),
            ("2026-11-20T19:53:45.678-05:30", 1_795_224_225_678), ("2026-11-21T01:23:45.678-00:00", 1_795_224_225_678),
            ("2026-11-21T01:23:45.123456789+23:59", 1_795_137_885_123), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2000-02-29T00:00:00Z", 951_782_400_000),
        ] as [(String, Int64)]) func timesAreRead(text: String, milliseconds: Int64)
    {
        #expect(parse(text) == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T01:23:45", "2026-11-21T01:23Z", "2026-11-21T01:23:45.Z",
        "2026-11-21T01:23:45.1234567890Z",
        "2026-11-21T01:23:60Z", "2026-11-21T01:60:00Z", "2026-11-21T24:00:00Z", "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-11-21T01:23:45+24:00", "2026-11-21T01:23:45+00:60", "2026-11-21T01:23:45+0100", "2026-11-21T01:23:45 Z",
        " 2026-11-21T01:23:45Z", "2026-11-21T01:23:45Z ", "2026-11-21T01:23:45,5Z", "2026-11-21_01:23:45Z",
        "2026/11/21T01:23:45Z",
        "+026-11-21T01:23:45Z", "2026-11-21T01:23:45ZZ", "2026-11-21T01:23:45+1:00", "2026-11-21T01:23:4\u{0665}Z",
    ]) func anythingElseIsNot(text: String) {
        #expect(parse(text) == nil)
    }

    /// Every day of 801 years, counted up by the slow obvious calendar.
    @Test func daysAgreeWithCountingThemUp() {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        var days = date.daysSinceEpoch
        #expect(days == -135_140)
        while date.year <= 2400 {
            #expect(date.exists && date.daysSinceEpoch == days && CivilDate(daysSinceEpoch: days) == date)
            date = dayAfter(date)
            days += 1
        }
    }

    private func dayAfter(_ date: CivilDate) -> CivilDate {
        let isLeap = date.year % 400 == 0 || (date.year % 4 == 0 && date.year % 100 != 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < lengths[Int(date.month) - 1] {
            return CivilDate(year: date.year, month: date.month, day: date.day + 1)
        }
        return date.month < 12
            ? CivilDate(year: date.year, month: date.month + 1, day: 1)
            : CivilDate(year: date.year + 1, month: 1, day: 1)
    }

    @Test func timesAreWrittenInUTCWithMilliseconds() {
        #expect(format(0) == "1970-01-01T00:00:00.000Z")
        #expect(format(-1) == "1969-12-31T23:59:59.999Z")
        #expect(format(1_795_224_225_078) == "2026-11-21T01:23:45.078Z")
    }

    @Test func noTimeIsTooFarAwayToBeWritten() {
        #expect(format(253_402_300_800_000) == "10000-01-01T00:00:00.000Z")
        #expect(format(.max) == "292278994-08-17T07:12:55.807Z")
        #expect(format(.min) == "-292275055-05-16T16:47:04.192Z")
    }

    @Test func whatIsWrittenIsReadBack() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<5000 {
            let milliseconds = Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &generator)
            #expect(parse(format(milliseconds)) == milliseconds)
        }
    }
}
