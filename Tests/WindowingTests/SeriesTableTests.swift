import AdModel
import TestSupport
import Testing

@testable import Windowing

@Suite struct SeriesTableTests {
    private static func series(_ random: inout SeededGenerator) -> Series {
        func name<Role>() -> Name<Role> {
            let length = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 128].randomElement(using: &random) ?? 1
            return Name(String(repeating: ["a", "b"].randomElement(using: &random) ?? "a", count: length - 1) + "x")
        }
        return Series(organization: name(), campaign: name(), channel: name())
    }

    @Test(arguments: 0..<10) func numbersAreThoseOfADictionary(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = SeriesTable(capacity: Int(seed))
        var numbers: [Series: Int] = [:]
        for _ in 0..<2_000 {
            let series = Self.series(&random)
            let expected = numbers[series] ?? numbers.count
            numbers[series] = expected
            #expect(series.withView { table.number(of: $0) } == expected)
        }
        #expect(table.count == numbers.count)
        var sorted = Array(0..<table.count)
        table.sort(&sorted)
        let names = sorted.map { table.withView(of: $0) { Series($0) } }
        #expect(names == numbers.keys.sorted())
        #expect(names.map { numbers[$0] } == sorted)
    }

    /// As long as each other and alike in all but one byte, wherever it is.
    @Test func oneByteMakesAnother() {
        var table = SeriesTable(capacity: 0)
        var count = 0
        for length in 1...40 {
            for place in 0..<length {
                var name = Array(repeating: UInt8(ascii: "a"), count: length)
                name[place] = UInt8(ascii: "b")
                let series = Series(
                    organization: .absent, campaign: CampaignID(String(decoding: name, as: UTF8.self)),
                    channel: .absent)
                #expect(series.withView { table.number(of: $0) } == count)
                count += 1
            }
        }
    }
}

@Suite struct EmissionCountsTests {
    @Test(arguments: 0..<20) func theOldestIsTheSmallest(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var counts = EmissionCounts()
        var emissionOfKey: [UInt64] = []
        var emission: UInt64 = 0
        for _ in 0..<3_000 {
            if Int.random(in: 0..<4, using: &random) == 0 { emission += .random(in: 1...3, using: &random) }
            if emissionOfKey.isEmpty || Int.random(in: 0..<20, using: &random) == 0 {
                emissionOfKey.append(0)
                counts.add(0)
            } else {
                let key = Int.random(in: 0..<emissionOfKey.count, using: &random)
                counts.add(emission)
                counts.remove(emissionOfKey[key])
                emissionOfKey[key] = emission
            }
            #expect(counts.oldest == emissionOfKey.min())
        }
    }
}
