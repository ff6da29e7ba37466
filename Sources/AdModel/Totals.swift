/// Counts and money of a series: absolute sums, added exactly.
public struct Totals: Hashable, Sendable {
    public var impressions: Int64 = 0
    public var clicks: Int64 = 0
    public var conversions: Int64 = 0
    public var views: Int64 = 0
    public var engagements: Int64 = 0
    public var completions: Int64 = 0
    public var skips: Int64 = 0
    public var spend: Micros = .zero
    public var revenue: Micros = .zero

    public init() {}

    /// The largest count a row read from a topic may carry. Sums of up to 9,000 such rows fit; who adds up more needs a
    /// smaller limit of its own.
    public static let countLimit: Int64 = 1_000_000_000_000_000

    public subscript(type: EventType) -> Int64 {
        get {
            switch type {
            case .impression: impressions
            case .click: clicks
            case .conversion: conversions
            case .view: views
            case .engagement: engagements
            case .completion: completions
            case .skip: skips
            }
        }
        set {
            switch type {
            case .impression: impressions = newValue
            case .click: clicks = newValue
            case .conversion: conversions = newValue
            case .view: views = newValue
            case .engagement: engagements = newValue
            case .completion: completions = newValue
            case .skip: skips = newValue
            }
        }
    }

    /// Counts one event.
    public mutating func add(_ type: EventType, value: Micros) {
        self[type] += 1
        if type.earnsRevenue { revenue += value } else { spend += value }
    }

    public static func += (a: inout Totals, b: Totals) {
        for type in EventType.allCases { a[type] += b[type] }
        a.spend += b.spend
        a.revenue += b.revenue
    }
}
