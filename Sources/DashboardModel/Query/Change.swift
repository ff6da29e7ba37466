import AdModel

/// How a figure moved against the period before.
public struct Change: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case better, worse
        /// Not moved, or a figure that is neither good nor bad.
        case neutral
    }

    /// In percent of the figure before.
    public let percent: Ratio
    public let verdict: Verdict

    /// Far beyond any real figure, and small enough that a hundred million times as much fits Int128.
    private static let largest: UInt128 = 1_000_000_000_000_000_000_000_000_000_000

    /// - Returns: nil where one of the figures is undefined, or the one before is 0: nothing is a percentage of nothing.
    public init?(of metric: Metric, from before: Totals, to now: Totals) {
        guard let old = metric.figure(of: before), let new = metric.figure(of: now),
            max(old.magnitude, new.magnitude) < Self.largest,
            let percent = Ratio(100 * (new - old), over: Int128(old.magnitude))
        else { return nil }
        self.percent = percent
        verdict =
            switch metric.isBetterWhenHigher {
            case let higher? where new != old: (new > old) == higher ? .better : .worse
            default: .neutral
            }
    }
}
