/// All placements, balanced so that impressions, clicks and conversions come out at 80 : 17 : 3 whatever the seed drew.
struct Market: Sendable {
    let placements: [Placement]
    /// Of each placement.
    let terms: [Placement.Terms]
    /// Running sums of the weights; the last one is the total.
    private let cumulativeWeights: [UInt64]
    /// Where the search for a target begins: the first placement of each of 1024 equal slices of the total.
    private let firstOfSlice: [Int32]
    private let sliceWidth: UInt64

    /// - Parameter campaigns: at least 1.
    init(campaigns: Int, random: inout TrafficRandom) {
        var placements = Placement.draw(campaigns: campaigns, from: &random)
        Self.balance(&placements, \.terms.clickPartsPerMillion, to: (17, of: 80)) { UInt128($0.weight) }
        Self.balance(&placements, \.terms.conversionPartsPerMillion, to: (3, of: 17)) {
            UInt128($0.weight) * UInt128($0.terms.clickPartsPerMillion)
        }
        var sum: UInt64 = 0
        cumulativeWeights = placements.map { placement in
            sum += placement.weight
            return sum
        }
        sliceWidth = sum / Self.slices + 1
        firstOfSlice = Self.slices(of: cumulativeWeights, width: sliceWidth)
        terms = placements.map(\.terms)
        self.placements = placements
    }

    private static let slices: UInt64 = 1024

    private static func slices(of sums: [UInt64], width: UInt64) -> [Int32] {
        var placement = 0
        return (0..<slices).map { slice in
            while placement < sums.count - 1, sums[placement] <= slice * width { placement += 1 }
            return Int32(placement)
        }
    }

    /// The placement of the next impression, as an index.
    ///
    /// - Complexity: O(1) for up to a thousand placements or so; O(placements / 1024) beyond, on average.
    func draw(from random: inout TrafficRandom) -> Int {
        let target = random.below(cumulativeWeights[cumulativeWeights.count - 1])
        var placement = Int(firstOfSlice[Int(target / sliceWidth)])
        while cumulativeWeights[placement] <= target { placement += 1 }
        return placement
    }

    /// Scales one chance of every placement by the same factor, so that its mean, weighed by `weight`, is `share`.
    private static func balance(
        _ placements: inout [Placement], _ chance: WritableKeyPath<Placement, UInt64>,
        to share: (UInt128, of: UInt128), weight: (Placement) -> UInt128
    ) {
        var wanted: UInt128 = 0
        var drawn: UInt128 = 0
        for placement in placements {
            wanted += weight(placement) * 1_000_000 * share.0 / share.of
            drawn += weight(placement) * UInt128(placement[keyPath: chance])
        }
        for index in placements.indices {
            let scaled = UInt128(placements[index][keyPath: chance]) * wanted / drawn
            placements[index][keyPath: chance] = UInt64(scaled)
        }
    }
}
