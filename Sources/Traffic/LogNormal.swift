/// Amounts that scatter as prices and delays do: many small ones, a few large ones, never below zero.
enum LogNormal {
    /// The log-normal distribution of median 1000 and sigma 0.6 at its 16ths; both ends are cut at 0.8 %.
    ///
    /// Integers, because a stream of money must not depend on how a machine rounds.
    private static let sixteenths: InlineArray<17, Int64> = [
        236, 398, 501, 587, 667, 746, 826, 910, 1000, 1099, 1211, 1341, 1499, 1703, 1994, 2510, 4243,
    ]

    /// One draw around `median`: between 0.236 and 4.243 times as much.
    ///
    /// - Parameter median: in any unit; at most 2^40.
    static func draw(median: Int64, from random: inout TrafficRandom) -> Int64 {
        let position = Int64(random.below(16 << 16))
        let (knot, between) = (Int(position >> 16), position & 0xFFFF)
        let low = sixteenths[knot]
        let high = sixteenths[knot + 1]
        return median * (low + (((high - low) * between) >> 16)) / 1000
    }
}
