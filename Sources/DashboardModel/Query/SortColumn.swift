/// What the table is ordered by.
public enum SortColumn: Hashable, Sendable {
    case campaign, channel
    case metric(Metric)

    public static let allCases: [SortColumn] = [.campaign, .channel] + Metric.allCases.map(SortColumn.metric)

    /// Names read from A, figures from the largest.
    public var naturalDirection: SortDirection {
        if case .metric = self { .descending } else { .ascending }
    }
}

extension SortColumn: RawRepresentable {
    public init?(rawValue: String) {
        switch rawValue {
        case "campaign": self = .campaign
        case "channel": self = .channel
        default:
            guard let metric = Metric(rawValue: rawValue) else { return nil }
            self = .metric(metric)
        }
    }

    public var rawValue: String {
        switch self {
        case .campaign: "campaign"
        case .channel: "channel"
        case .metric(let metric): metric.rawValue
        }
    }
}
