import AdModel
import DashboardModel

/// What a person typed into the form of a rule, kept as it is until it makes a rule.
struct AlertForm: Hashable {
    enum Field: String, CaseIterable {
        case name, metric, organization, campaign, channel, condition, threshold, minutes
    }

    private(set) var texts: [Field: String]

    static let empty = AlertForm(
        texts: [.metric: AlertMetric.cpa.rawValue, .condition: AlertCondition.Kind.above.rawValue, .minutes: "60"])

    private init(texts: [Field: String]) {
        self.texts = texts
    }

    init(_ fields: FormFields) {
        texts = Dictionary(uniqueKeysWithValues: Field.allCases.map { ($0, fields.text($0.rawValue)) })
    }

    init(_ rule: AlertRule) {
        texts = [
            .name: rule.name, .metric: rule.metric.rawValue, .organization: rule.filter.organization?.text ?? "",
            .campaign: rule.filter.campaign?.text ?? "", .channel: rule.filter.channel?.text ?? "",
            .condition: rule.condition.kind.rawValue, .threshold: rule.condition.threshold?.decimal ?? "",
            .minutes: "\(rule.span.count / 60_000)",
        ]
    }

    subscript(field: Field) -> String { texts[field] ?? "" }

    func rule(_ id: AlertRuleID, isEnabled: Bool, history: Milliseconds) throws(Faults) -> AlertRule {
        var faults = Faults()
        let kind = choice(.condition, &faults) as AlertCondition.Kind?
        let metric = self.metric(kind, &faults)
        let name = name(&faults)
        let filter = AlertFilter(
            organization: identifier(.organization, &faults).map(OrganizationID.init),
            campaign: identifier(.campaign, &faults).map(CampaignID.init),
            channel: identifier(.channel, &faults).map(Channel.init))
        let threshold = threshold(kind, &faults)
        let span = span(kind, history, &faults)
        guard faults.isEmpty, let kind, let metric, let threshold, let span else { throw faults }
        return AlertRule(
            id: id, name: name, metric: metric, filter: filter, span: span,
            condition: AlertCondition(kind, threshold: threshold), isEnabled: isEnabled)
    }

    /// What is wrong, by field, in words that say what to do.
    struct Faults: Error, Hashable {
        private(set) var texts: [Field: String] = [:]

        var isEmpty: Bool { texts.isEmpty }

        subscript(field: Field) -> String? {
            get { texts[field] }
            set { texts[field] = newValue }
        }
    }
}
