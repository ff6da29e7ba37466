/// A quotient with six decimals, rounded half to even from exact integers.
public struct Ratio: Hashable, Comparable, Sendable {
    /// The quotient in millionths.
    public let millionths: Int128

    public init(millionths: Int128) {
        self.millionths = millionths
    }

    /// - Returns: `numerator / divisor`, or nil where the divisor is 0: an undefined ratio is never 0, NaN or infinity.
    public init?(_ numerator: Int128, over divisor: Int128) {
        guard divisor != 0 else { return nil }
        if let millionths = Self.small(numerator, over: divisor) {
            self.millionths = millionths
            return
        }
        let (quotient, remainder) = (numerator * 1_000_000).quotientAndRemainder(dividingBy: divisor)
        let twice = remainder.magnitude * 2
        let roundsAway = twice > divisor.magnitude || (twice == divisor.magnitude && !quotient.isMultiple(of: 2))
        let isNegative = (numerator < 0) != (divisor < 0)
        millionths = roundsAway ? quotient + (isNegative ? -1 : 1) : quotient
    }

    /// The same by 64-bit division, which costs a fraction of a wider one and is enough for nearly every row.
    private static func small(_ numerator: Int128, over divisor: Int128) -> Int128? {
        guard let dividend = UInt64(exactly: numerator), dividend <= UInt64.max / 1_000_000,
            let divisor = UInt64(exactly: divisor)
        else { return nil }
        let (quotient, remainder) = (dividend * 1_000_000).quotientAndRemainder(dividingBy: divisor)
        let complement = divisor - remainder
        let roundsUp = remainder > complement || (remainder == complement && !quotient.isMultiple(of: 2))
        return Int128(quotient) + (roundsUp ? 1 : 0)
    }

    public static func < (a: Ratio, b: Ratio) -> Bool { a.millionths < b.millionths }

    /// For charts and sorting only; money and counts are never computed from it.
    public var approximation: Double { Double(millionths) / 1_000_000 }
}

/// The six derived columns of a row. Always from sums; never averaged.
///
/// - Source: DESIGN §3.
extension Totals {
    /// Click-through rate in percent: 100 × clicks / impressions.
    public var ctr: Ratio? { Ratio(100 * Int128(clicks), over: Int128(impressions)) }
    /// 100 × conversions / clicks.
    public var conversionRate: Ratio? { Ratio(100 * Int128(conversions), over: Int128(clicks)) }
    /// Cost per click, in currency.
    public var cpc: Ratio? { Ratio(spend.count, over: Int128(clicks) * 1_000_000) }
    /// Cost per thousand impressions, in currency.
    public var cpm: Ratio? { Ratio(1000 * spend.count, over: Int128(impressions) * 1_000_000) }
    /// Cost per conversion, in currency.
    public var cpa: Ratio? { Ratio(spend.count, over: Int128(conversions) * 1_000_000) }
    /// Revenue / spend.
    public var roas: Ratio? { Ratio(revenue.count, over: spend.count) }
}
