import AdModel

/// The order of the table's rows: by one column, an undefined ratio always last, ties by name.
struct SeriesOrder {
    let column: SortColumn
    let direction: SortDirection

    func areInOrder(_ a: SeriesTotals, _ b: SeriesTotals) -> Bool {
        switch column {
        case .campaign: names(a.series.campaign, b.series.campaign, else: a.series < b.series)
        case .channel: names(a.series.channel, b.series.channel, else: a.series < b.series)
        default: figures(figure(of: a.totals), figure(of: b.totals), else: a.series < b.series)
        }
    }

    private func names<Role>(_ a: Name<Role>, _ b: Name<Role>, else tie: Bool) -> Bool {
        a == b ? tie : (direction == .ascending ? a < b : b < a)
    }

    private func figures(_ a: Int128?, _ b: Int128?, else tie: Bool) -> Bool {
        switch (a, b) {
        case (let a?, let b?): a == b ? tie : (direction == .ascending ? a < b : b < a)
        case (nil, nil): tie
        case (.some, nil): true
        case (nil, .some): false
        }
    }

    private func figure(of totals: Totals) -> Int128? {
        switch column {
        case .campaign, .channel: nil
        case .spend: totals.spend.count
        case .impressions: Int128(totals.impressions)
        case .clicks: Int128(totals.clicks)
        case .conversions: Int128(totals.conversions)
        case .ctr: totals.ctr?.millionths
        case .cpc: totals.cpc?.millionths
        case .cpa: totals.cpa?.millionths
        case .revenue: totals.revenue.count
        case .roas: totals.roas?.millionths
        }
    }
}
