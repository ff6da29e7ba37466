import AdModel

/// One of the eleven figures that tiles, charts and tables show, in the order in which they show them.
public enum Metric: String, CaseIterable, Hashable, Sendable {
    case spend, revenue, roas, impressions, clicks, conversions, ctr, conversionRate, cpc, cpm, cpa

    /// What a figure's integer stands for.
    public enum Unit: Hashable, Sendable {
        /// Micros of the currency.
        case money
        /// Events.
        case count
        /// Millionths of a percent.
        case percent
        /// Millionths of the currency, as the cost of one click.
        case price
        /// Millionths of a multiple.
        case multiple
    }

    public var unit: Unit {
        switch self {
        case .spend, .revenue: .money
        case .impressions, .clicks, .conversions: .count
        case .ctr, .conversionRate: .percent
        case .cpc, .cpm, .cpa: .price
        case .roas: .multiple
        }
    }

    /// - Returns: the figure in its ``unit``, exact or rounded half to even; nil where a ratio's divisor is 0.
    public func figure(of totals: Totals) -> Int128? {
        switch self {
        case .spend: totals.spend.count
        case .revenue: totals.revenue.count
        case .roas: totals.roas?.millionths
        case .impressions: Int128(totals.impressions)
        case .clicks: Int128(totals.clicks)
        case .conversions: Int128(totals.conversions)
        case .ctr: totals.ctr?.millionths
        case .conversionRate: totals.conversionRate?.millionths
        case .cpc: totals.cpc?.millionths
        case .cpm: totals.cpm?.millionths
        case .cpa: totals.cpa?.millionths
        }
    }

    /// Which way is good news; nil: spend is what was decided, neither good nor bad.
    public var isBetterWhenHigher: Bool? {
        switch self {
        case .spend: nil
        case .cpc, .cpm, .cpa: false
        case .revenue, .roas, .impressions, .clicks, .conversions, .ctr, .conversionRate: true
        }
    }
}
