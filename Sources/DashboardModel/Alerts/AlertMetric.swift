import AdModel

/// What a rule looks at. A ratio is made from the sums of its span.
public enum AlertMetric: String, CaseIterable, Hashable, Sendable {
    case spend, revenue, roas, impressions, clicks, conversions, ctr, conversionRate, cpc, cpm, cpa
    case views, engagements, completions, skips

    /// How its values are written.
    public enum Unit: Hashable, Sendable {
        case events, money, price, percent, multiple
    }

    public var unit: Unit {
        switch self {
        case .spend, .revenue: .money
        case .cpc, .cpm, .cpa: .price
        case .ctr, .conversionRate: .percent
        case .roas: .multiple
        default: .events
        }
    }

    /// Counts and money; the others are ratios of these.
    public var isSum: Bool { unit == .events || unit == .money }

    /// The kind of event that a count counts; nil for money and ratios.
    public var eventType: EventType? {
        switch self {
        case .impressions: .impression
        case .clicks: .click
        case .conversions: .conversion
        case .views: .view
        case .engagements: .engagement
        case .completions: .completion
        case .skips: .skip
        default: nil
        }
    }

    /// - Returns: nil for a ratio whose divisor is 0.
    public func value(of totals: Totals) -> AlertFigure? {
        if let eventType { return AlertFigure(millionths: Int128(totals[eventType]) * 1_000_000) }
        switch self {
        case .spend: return AlertFigure(millionths: totals.spend.count)
        case .revenue: return AlertFigure(millionths: totals.revenue.count)
        default: return ratio(of: totals).map { AlertFigure(millionths: $0.millionths) }
        }
    }

    private func ratio(of totals: Totals) -> Ratio? {
        switch self {
        case .roas: totals.roas
        case .ctr: totals.ctr
        case .conversionRate: totals.conversionRate
        case .cpc: totals.cpc
        case .cpm: totals.cpm
        case .cpa: totals.cpa
        default: nil
        }
    }
}
