import AdModel

@testable import DashboardModel

func figure(_ typed: String) -> AlertFigure {
    guard let figure = AlertFigure(typed: typed) else { fatalError("\(typed) is no figure") }
    return figure
}

func rule(
    _ number: Int64 = 1, _ metric: AlertMetric = .spend, _ condition: AlertCondition = .above(.zero),
    filter: AlertFilter = AlertFilter(), minutes: Int64 = 1, isEnabled: Bool = true
) -> AlertRule {
    AlertRule(
        id: AlertRuleID(number), name: "rule \(number)", metric: metric, filter: filter, span: .minutes(minutes),
        condition: condition, isEnabled: isEnabled)
}

func totals(
    impressions: Int64 = 0, clicks: Int64 = 0, conversions: Int64 = 0, spend: Int128 = 0, revenue: Int128 = 0
) -> Totals {
    row(
        impressions: impressions, clicks: clicks, conversions: conversions, spend: spend * 1_000_000,
        revenue: revenue * 1_000_000
    ).totals
}

func notice(
    _ rule: AlertRule = rule(), _ change: AlertNotice.Change = .fired, since: Int64 = 0, at: Int64? = nil
) -> AlertNotice {
    AlertNotice(
        rule: rule, change: change, since: minute(since), at: minute(at ?? since), value: figure("31.25"), before: nil,
        span: Window(start: minute(since) - rule.span, end: minute(since)))
}
