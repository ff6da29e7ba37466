/// All placements, balanced so that impressions, clicks and conversions come out at 80 : 17 : 3 whatever the seed drew.
struct Market: Sendable {
    let placements: [Placement]
    /// Running sums of the weights; the last one is the total.
    private let cumulativeWeights: [UInt64]

    /// - Parameter campaigns: at least 1.
    init(campaigns: Int, random: inout TrafficRandom) {
        var placements = Placement.draw(campaigns: campaigns, from: &random)
        Self.balance(&placements, \.clickPartsPerMillion, to: (17, of: 80)) { UInt128($0.weight) }
        Self.balance(&placements, \.conversionPartsPerMillion, to: (3, of: 17)) {
            UInt128($0.weight) * UInt128($0.clickPartsPerMillion)
        }
        var sum: UInt64 = 0
        cumulativeWeights = placements.map { placement in
            sum += placement.weight
            return sum
        }
        self.placements = placements
    }

    /// The placement of the next impression, as an index.
    ///
    /// - Complexity: O(log placements).
    func draw(from random: inout TrafficRandom) -> Int {
        let target = random.below(cumulativeWeights[cumulativeWeights.count - 1])
        var (low, high) = (0, cumulativeWeights.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulativeWeights[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
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
