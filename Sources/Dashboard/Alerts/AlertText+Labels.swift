import DashboardModel

extension AlertText {
    static func label(_ metric: AlertMetric) -> String {
        switch metric {
        case .spend: "Spend"
        case .revenue: "Revenue"
        case .roas: "ROAS"
        case .impressions: "Impressions"
        case .clicks: "Clicks"
        case .conversions: "Conversions"
        case .ctr: "CTR"
        case .conversionRate: "Conversion rate"
        case .cpc: "CPC"
        case .cpm: "CPM"
        case .cpa: "CPA"
        case .views: "Views"
        case .engagements: "Engagements"
        case .completions: "Completions"
        case .skips: "Skips"
        }
    }

    /// What is missing in a silence.
    static func events(_ metric: AlertMetric) -> String { label(metric).lowercased() }

    static func label(_ kind: AlertCondition.Kind) -> String {
        switch kind {
        case .above: "is above"
        case .below: "is below"
        case .rises: "rises on the span before by more than %"
        case .falls: "falls on the span before by more than %"
        case .changes: "changes either way by more than %"
        case .silent: "has no events"
        }
    }

    /// Such as `Spend is above its usual 90.00 to 130.00: 220.00 in 5 min from 14:05 UTC`.
    static func marker(_ marker: BandMarker) -> String {
        let bounds = "\(value(marker.low, of: marker.metric)) to \(value(marker.high, of: marker.metric))"
        let length = length(marker.bucket.size)
        return "\(label(marker.metric)) is \(marker.side.rawValue) its usual \(bounds): "
            + "\(value(marker.value, of: marker.metric)) in \(length) from \(TimeText.minute(marker.bucket.start)) UTC"
    }
}
