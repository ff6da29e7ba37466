/// The generator's own random numbers: xoshiro256**, seeded by SplitMix64, so that one seed gives one stream of
/// events on every machine and with every Swift release.
///
/// - Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021).
struct TrafficRandom: Sendable {
    private var s0, s1, s2, s3: UInt64

    init(seed: UInt64) {
        var state = seed
        s0 = Self.splitMix(&state)
        s1 = Self.splitMix(&state)
        s2 = Self.splitMix(&state)
        s3 = Self.splitMix(&state)
    }

    mutating func next() -> UInt64 {
        let result = Self.rotate(s1 &* 5, by: 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotate(s3, by: 45)
        return result
    }

    /// A number in `0..<bound`, by multiplication: the bias of at most `bound` / 2^64 is far below anything visible.
    mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// A number in `range`, both ends included.
    mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(below(UInt64(range.upperBound - range.lowerBound) + 1))
    }

    /// True with a chance of `partsPerMillion`.
    mutating func happens(partsPerMillion: UInt64) -> Bool {
        below(1_000_000) < partsPerMillion
    }

    /// `count` different elements in random order. Not `shuffled(using:)`, whose way may change with the library.
    mutating func sample<Element>(_ count: Int, of all: [Element]) -> ArraySlice<Element> {
        var deck = all
        for position in 0..<count {
            deck.swapAt(position, position + Int(below(UInt64(deck.count - position))))
        }
        return deck.prefix(count)
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func rotate(_ x: UInt64, by k: UInt64) -> UInt64 {
        (x << k) | (x >> (64 - k))
    }
}
