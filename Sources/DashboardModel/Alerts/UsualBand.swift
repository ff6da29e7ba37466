import AdModel

/// Where a metric's values usually lie: median ± ``width`` × spread.
///
/// The spread is the largest of three: the median absolute deviation, scaled to a normal distribution's standard
/// deviation; the counting noise of so few events, median / √events (Poisson); and ``leastShare`` of the median, since
/// a small change is no news however sure it is. Floats: the band says where to look, no sum is made from it.
///
/// - Source: Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (1993), for the median and its deviation.
struct UsualBand: Hashable {
    /// In millionths of the metric's unit, as all figures here.
    let median: Double
    let deviation: Double
    /// Median of the events that the values were made from.
    let events: Double

    static let width = 4.0
    static let leastShare = 0.05
    /// Makes the deviation of a normal distribution its standard deviation: 1 / Φ⁻¹(3/4).
    private static let normal = 1.4826

    /// - Returns: nil where there are no values.
    init?(_ samples: [BandSample]) {
        guard let median = samples.map(\.value).median, let events = samples.map({ Double($0.events) }).median,
            let deviation = samples.map({ abs($0.value - median) }).median
        else { return nil }
        self.median = median
        self.deviation = deviation
        self.events = events
    }

    /// The band for a value: a ratio made from few events may lie further off; few events are what a sum tells.
    func range(for sample: BandSample, of metric: AlertMetric) -> ClosedRange<Double> {
        let certain = metric.isSum ? events : min(events, Double(sample.events))
        let noise = median / max(certain, 1).squareRoot()
        let spread = max(Self.normal * deviation, noise, Self.leastShare * median)
        return max(0, median - Self.width * spread)...(median + Self.width * spread)
    }
}

/// One bucket's value of one metric.
struct BandSample: Hashable {
    let value: Double
    /// How many events the value's noise comes from.
    let events: Int64

    /// - Returns: nil for a ratio whose divisor is 0.
    init?(_ metric: AlertMetric, _ totals: Totals) {
        guard let value = metric.value(of: totals) else { return nil }
        self.value = Double(value.millionths)
        events = Self.events(metric, totals)
    }

    /// The rarest of what a value is made from. Money is carried by clicks, or by impressions where none are clicked.
    private static func events(_ metric: AlertMetric, _ totals: Totals) -> Int64 {
        switch metric {
        case .revenue, .roas, .conversions, .cpa, .conversionRate: totals.conversions
        case .spend, .cpm: totals.clicks > 0 ? totals.clicks : totals.impressions
        case .clicks, .ctr, .cpc: totals.clicks
        default: metric.eventType.map { totals[$0] } ?? totals.impressions
        }
    }
}

extension [Double] {
    /// - Complexity: O(n log n).
    fileprivate var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
