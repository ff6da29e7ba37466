import DashboardModel

/// The form of a rule, with what was typed and what is wrong with it.
struct AlertFormView {
    let title: String
    let action: String
    let submit: String
    let isEdit: Bool
    let id: String
    let name: FieldView
    let organization: FieldView
    let campaign: FieldView
    let channel: FieldView
    let threshold: FieldView
    let minutes: FieldView
    let metrics: [ChoiceView]
    let metricFault: String
    let conditions: [ChoiceView]
    let conditionFault: String
    /// What is wrong with the form as a whole.
    let fault: String

    struct FieldView {
        let text: String
        let fault: String
        /// Names to offer.
        let known: [String]

        init(_ field: AlertForm.Field, _ form: AlertForm, _ faults: AlertForm.Faults, known: [String] = []) {
            text = form[field]
            fault = faults[field] ?? ""
            self.known = known
        }
    }

    struct ChoiceView {
        let value: String
        let label: String
        let isChosen: Bool
    }

    /// - Parameter editing: the rule that the form is to change; nil: it makes a new one.
    init(
        _ form: AlertForm, editing: AlertRuleID?, faults: AlertForm.Faults = AlertForm.Faults(), fault: String = "",
        known: KnownNames
    ) {
        isEdit = editing != nil
        id = editing.map { "\($0.number)" } ?? ""
        title = isEdit ? "Change rule" : "New rule"
        action = isEdit ? "/alerts/change" : "/alerts"
        submit = isEdit ? "Save" : "Add rule"
        name = FieldView(.name, form, faults)
        organization = FieldView(.organization, form, faults, known: known.organizations.map(\.text))
        campaign = FieldView(.campaign, form, faults, known: known.campaigns.map(\.text))
        channel = FieldView(.channel, form, faults, known: known.channels.map(\.text))
        threshold = FieldView(.threshold, form, faults)
        minutes = FieldView(.minutes, form, faults)
        metrics = AlertMetric.allCases.map {
            ChoiceView(value: $0.rawValue, label: AlertText.label($0), isChosen: form[.metric] == $0.rawValue)
        }
        metricFault = faults[.metric] ?? ""
        conditions = AlertCondition.Kind.allCases.map {
            ChoiceView(value: $0.rawValue, label: AlertText.label($0), isChosen: form[.condition] == $0.rawValue)
        }
        conditionFault = faults[.condition] ?? ""
        self.fault = fault
    }
}
