import AdModel
import TestSupport
import Testing

@testable import AdCodec

@Suite struct MinuteCacheTests {
    /// Spoilt or not, a time is what it is without the cache.
    @Test func timesAreWhatTheyAreWithoutIt() {
        var random = SeededGenerator(seed: 1)
        var minutes = MinuteCache()
        for _ in 0..<50_000 {
            let time = EventTime(milliseconds: 1_795_224_225_678 + .random(in: 0...400_000, using: &random))
            var text: [UInt8] = []
            RFC3339.append(time, to: &text)
            if Int.random(in: 0..<3, using: &random) == 0 {
                text[Int.random(in: 0..<24, using: &random)] = .random(in: 0...255, using: &random)
            }
            text.withUnsafeBytes { #expect(minutes.time($0) == RFC3339.parse($0)) }
        }
    }
}
