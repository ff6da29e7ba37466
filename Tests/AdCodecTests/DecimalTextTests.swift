import AdModel
import TestSupport
import Testing

@testable import AdCodec

@Suite struct DecimalTextTests {
    private func eventValue(_ text: String) -> Int128? {
        Array(text.utf8).withUnsafeBytes { Micros(eventValue: DecimalText($0))?.count }
    }

    private func rowAmount(_ text: String) -> Int128? {
        Array(text.utf8).withUnsafeBytes { Micros(rowAmount: DecimalText($0))?.count }
    }

    private static let zeros = String(repeating: "0", count: 5000)

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0e9", 0), ("1", 1_000_000), ("1.25", 1_250_000), ("0.000001", 1), ("1e-7", 0),
            ("12.5E-6", 12),
            ("13.5e-6", 14), ("0.0000005", 0), ("0.0000015", 2), ("0.00000050000000000001", 1),
            ("0.00000049999999999999", 0),
            ("1E+9", 1_000_000_000_000_000), ("0.1e10", 1_000_000_000_000_000),
            ("999999999.9999995", 1_000_000_000_000_000),
            ("999999999.9999994", 999_999_999_999_999), ("1e-999999999999999999", 0), ("0e999999999999999999", 0),
            ("1\(zeros)e-5000", 1_000_000), ("0.\(zeros)1e5001", 1_000_000), ("0.0000005\(zeros)", 0),
            ("0.0000005\(zeros)1", 1),
        ] as [(String, Int128)] as [(String, Int128)])
    func anEventsValueIsRoundedHalfToEven(text: String, micros: Int128) {
        #expect(eventValue(text) == micros)
    }

    @Test(arguments: [
        "-1", "-0.0000001", "-1e-400", "1000000000.0000000001", "1000000001", "1e10", "1e999999999999999999",
        "1000000000.\(zeros)1", "99999999999999999999999999999999999999999",
    ]) func anEventsValueIsFromZeroToABillion(text: String) {
        #expect(eventValue(text) == nil)
    }

    @Test func aRowsAmountIsExact() {
        #expect(rowAmount("123.4567") == 123_456_700)
        #expect(rowAmount("-0.5") == -500_000)
        #expect(rowAmount("1000000000000000000") == Micros.rowLimit.count)
        #expect(rowAmount("-1000000000000000000.000000") == -Micros.rowLimit.count)
        #expect(rowAmount("1000000000000000000.000001") == nil)
        #expect(rowAmount("0.0000001") == nil)
        #expect(rowAmount("1e30") == nil)
    }

    /// Against the slow obvious way: the number written out as whole micros and one digit more.
    @Test func roundingAgreesWithLongDivision() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let tenths = Int128(Int64.random(in: 0...9_999_999_999_999_999, using: &generator))
            let (whole, rest) = tenths.quotientAndRemainder(dividingBy: 10)
            let isUp = rest > 5 || (rest == 5 && !whole.isMultiple(of: 2))
            for text in ["\(tenths)e-7", "\(tenths).000E-07", "0.\(tenths)e\("\(tenths)".count - 7)"] {
                #expect(eventValue(text) == (isUp ? whole + 1 : whole), "\(text)")
            }
        }
    }

    @Test func integersOfInt64AreRead() {
        func parse(_ text: String) -> Int64? { Array(text.utf8).withUnsafeBytes { parseInteger($0) } }
        for value in [0, 1, -1, Int64.max, Int64.min] { #expect(parse("\(value)") == value) }
        for text in ["9223372036854775808", "-9223372036854775809", "99999999999999999999999", "1.0"] {
            #expect(parse(text) == nil)
        }
    }
}
