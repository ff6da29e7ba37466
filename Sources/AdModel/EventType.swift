/// What happened: the seven kinds of event that AdTally counts, in the order of their columns in a result row.
///
/// - Source: DESIGN §3, member `eventType`.
public enum EventType: UInt8, CaseIterable, Sendable {
    case impression, click, conversion, view, engagement, completion, skip

    /// The name in an event's JSON, such as `click`.
    public var name: String {
        switch self {
        case .impression: "impression"
        case .click: "click"
        case .conversion: "conversion"
        case .view: "view"
        case .engagement: "engagement"
        case .completion: "completion"
        case .skip: "skip"
        }
    }

    /// The name of its count in a result row's JSON, such as `clicks`.
    public var countName: String { name + "s" }

    /// A conversion's value is revenue; the value of any other event is cost.
    public var earnsRevenue: Bool { self == .conversion }
}
