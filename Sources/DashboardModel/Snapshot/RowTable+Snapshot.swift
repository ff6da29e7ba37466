import AdModel

extension RowTable {
    /// Lines of the feed that a page shows.
    private static let feedLength = 12

    /// - Complexity: O(windows in the span × series in each), four times that where periods are compared, and the sort
    ///   of the table.
    func snapshot(
        _ query: SnapshotQuery, version: UInt64, ingest: IngestState, alerts: AlertsSummary = AlertsSummary(),
        pipeline: PipelineHealth? = nil
    ) -> Snapshot {
        let span = span(of: query.range)
        let view = RangeView(
            query: query, span: span, windows: span.map(windows(in:)) ?? [],
            mask: SeriesMask(query.filter, over: series))
        let comparison = comparison(of: view)
        let buckets = buckets(of: view, comparedWith: comparison)
        let sums = SeriesSums(view.windows, capacity: series.capacity)
        let campaigns = groups(of: view, by: .campaign, sums)
        let isOne = query.onlyCampaign
        return Snapshot(
            query: query, version: version, span: span, totals: view.total, comparison: comparison,
            buckets: buckets, campaigns: campaigns.bySpend,
            channels: groups(of: view, by: .channel, sums).bySpend,
            table: tablePage(of: view, sums, buckets: buckets, comparison),
            windows: isOne ? windowTotals(of: view) : [], corrections: isOne ? corrections(of: view) : [],
            feed: feed.newest(Self.feedLength, of: query.filter),
            hasManyOrganizations: Set(campaigns.lazy.map(\.name.organization)).count > 1,
            newestWindow: newest, heldFrom: heldFrom, clearedAt: clearedAt, ingest: ingest, alerts: alerts,
            refused: refused, pipeline: pipeline, lateInHour: lateInHour)
    }

    /// - Complexity: O(windows).
    private var lateInHour: Int64 {
        guard let newest else { return 0 }
        return windows.values.reduce(0) { sum, window in
            guard window.window.start > newest.start - .minutes(60) else { return sum }
            return window.lateEvents.values.reduce(sum, &+)
        }
    }

    /// The windows that start in a span, in order.
    func windows(in span: Window) -> [WindowSums] {
        windows.values.filter { $0.window.start >= span.start && $0.window.start < span.end }
            .sorted { $0.window.start < $1.window.start }
    }

    /// Groups that count nothing (all of it cleared, or no event in the span) are left out.
    func groups(of view: RangeView, by grouping: TableGrouping, _ sums: SeriesSums) -> [GroupTotals] {
        let groups = SeriesGroups(series, by: grouping, admitting: view.mask)
        return zip(groups.names, groups.totals(of: sums)).compactMap { name, totals in
            totals == .zero ? nil : GroupTotals(name: name, totals: totals)
        }
    }
}

/// What every part of a snapshot starts from.
struct RangeView {
    let query: SnapshotQuery
    let span: Window?
    /// Those in the span, in order.
    let windows: [WindowSums]
    let mask: SeriesMask

    var total: Totals { windows.reduce(into: .zero) { $0 += $1.total(admitting: mask) } }
}

extension [GroupTotals] {
    fileprivate var bySpend: [GroupTotals] {
        RowOrder(column: .metric(.spend), direction: .descending).sorted(self).map { self[$0] }
    }
}
