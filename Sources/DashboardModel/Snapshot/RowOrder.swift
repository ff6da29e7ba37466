import AdModel

/// The order of the table's rows: by one column, an undefined ratio always last, ties by name.
struct RowOrder {
    let column: SortColumn
    let direction: SortDirection

    /// - Complexity: O(rows × log rows); a figure is worked out once a row, not once a comparison.
    func sorted(_ groups: [GroupTotals]) -> [Int] {
        switch column {
        case .campaign: byName(groups) { $0.campaign.map { Name<Any>($0.text) } }
        case .channel: byName(groups) { $0.channel.map { Name<Any>($0.text) } }
        case .metric(let metric): byFigure(groups, metric)
        }
    }

    private func byName(_ groups: [GroupTotals], _ name: (GroupName) -> Name<Any>?) -> [Int] {
        groups.indices.sorted { a, b in
            guard let first = name(groups[a].name), let second = name(groups[b].name), first != second else {
                return groups[a].name < groups[b].name
            }
            return direction == .ascending ? first < second : second < first
        }
    }

    private func byFigure(_ groups: [GroupTotals], _ metric: Metric) -> [Int] {
        let figures = groups.map { metric.figure(of: $0.totals) }
        return groups.indices.sorted { a, b in
            switch (figures[a], figures[b]) {
            case (let first?, let second?) where first != second:
                direction == .ascending ? first < second : second < first
            case (.some, nil): true
            case (nil, .some): false
            default: groups[a].name < groups[b].name
            }
        }
    }
}

extension GroupName: Comparable {
    /// By campaign, channel and organization, as bytes.
    public static func < (a: GroupName, b: GroupName) -> Bool {
        if let first = a.campaign, let second = b.campaign, first != second { return first < second }
        if let first = a.channel, let second = b.channel, first != second { return first < second }
        if let first = a.organization, let second = b.organization { return first < second }
        return false
    }
}
