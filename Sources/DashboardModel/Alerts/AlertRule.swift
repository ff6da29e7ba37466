import AdModel

/// The number of a rule; never given twice.
public struct AlertRuleID: Hashable, Comparable, Sendable {
    public let number: Int64

    public init(_ number: Int64) {
        self.number = number
    }

    /// What a file may hold: whoever counts on from there must not overflow.
    static let saved: ClosedRange<Int64> = 1...1_000_000_000_000_000

    public static func < (a: AlertRuleID, b: AlertRuleID) -> Bool { a.number < b.number }
}

/// What a person asked to be told about.
public struct AlertRule: Hashable, Sendable {
    public let id: AlertRuleID
    public var name: String
    public var metric: AlertMetric
    public var filter: AlertFilter
    /// Event time that is summed up; for ``AlertCondition/silent`` the wall clock's length of the silence.
    public var span: Milliseconds
    public var condition: AlertCondition
    public var isEnabled: Bool

    public init(
        id: AlertRuleID, name: String, metric: AlertMetric, filter: AlertFilter = AlertFilter(), span: Milliseconds,
        condition: AlertCondition, isEnabled: Bool = true
    ) {
        self.id = id
        self.name = name
        self.metric = metric
        self.filter = filter
        self.span = span
        self.condition = condition
        self.isEnabled = isEnabled
    }

    public static let spans = Milliseconds.minutes(1)...Milliseconds.minutes(24 * 60)
    public static let mostRules = 200
    public static let longestName = 100

    public func numbered(_ id: AlertRuleID) -> AlertRule {
        AlertRule(
            id: id, name: name, metric: metric, filter: filter, span: span, condition: condition, isEnabled: isEnabled)
    }

    /// Whether both would fire at the same times; a name is only a name.
    func asksTheSame(as other: AlertRule) -> Bool {
        var renamed = other
        renamed.name = name
        return self == renamed
    }
}
