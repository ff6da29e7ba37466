import AdModel

/// Puts each admitted series into the group that it is a part of.
struct SeriesGroups {
    private(set) var names: [GroupName] = []
    /// The group of each series by its index; nil: the filter leaves it out.
    private var groups: [Int32?]

    /// - Complexity: O(series).
    init(_ series: SeriesTable, by grouping: TableGrouping, admitting mask: SeriesMask) {
        groups = Array(repeating: nil, count: series.capacity)
        var known: [GroupName: Int32] = [:]
        for index in series.indices where mask.admits(index) {
            let name = GroupName(series.series(at: index), by: grouping)
            let group: Int32
            if let old = known[name] {
                group = old
            } else {
                group = Int32(names.count)
                names.append(name)
                known[name] = group
            }
            groups[Int(index)] = group
        }
    }

    subscript(index: SeriesIndex) -> Int? { groups[Int(index)].map(Int.init) }

    /// The sums of each group, in the order of ``names``.
    func totals(of sums: SeriesSums) -> [Totals] {
        var totals = [Totals](repeating: .zero, count: names.count)
        for (index, group) in groups.enumerated() {
            if let group { totals[Int(group)] += sums[SeriesIndex(index)] }
        }
        return totals
    }
}

extension GroupName {
    init(_ series: Series, by grouping: TableGrouping) {
        switch grouping {
        case .campaign: self.init(organization: series.organization, campaign: series.campaign, channel: nil)
        case .channel: self.init(organization: nil, campaign: nil, channel: series.channel)
        case .pair: self.init(organization: series.organization, campaign: series.campaign, channel: series.channel)
        }
    }
}
