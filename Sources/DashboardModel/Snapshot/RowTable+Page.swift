import AdModel

extension RowTable {
    /// A trend of more slices would be finer than its picture.
    private static let mostSlices = 24

    func tablePage(
        of view: RangeView, _ sums: SeriesSums, buckets: [Bucket], _ comparison: Comparison?
    ) -> TablePage {
        let query = view.query.table
        let groups = SeriesGroups(series, by: query.grouping, admitting: view.mask)
        let totals = zip(groups.names, groups.totals(of: sums)).map { GroupTotals(name: $0, totals: $1) }
        let order = RowOrder(column: query.sort, direction: query.direction).sorted(totals)
            .filter { totals[$0].totals != .zero }
        let pageCount = max(1, (order.count + query.pageSize - 1) / query.pageSize)
        let page = min(query.page, pageCount - 1)
        let shown = order.dropFirst(page * query.pageSize).prefix(query.pageSize)
        let trends = trends(of: Array(shown), in: groups, view, buckets)
        let compared = view.query.comparesPeriods ? comparison.map { comparedTotals(groups, $0) } : nil
        let rows = zip(shown, trends).map { group, trend in
            TableRow(
                name: totals[group].name, totals: totals[group].totals, compared: compared?[group], trend: trend)
        }
        return TablePage(
            rows: rows, firstRow: page * query.pageSize, rowCount: order.count, page: page, pageCount: pageCount)
    }

    private func comparedTotals(_ groups: SeriesGroups, _ comparison: Comparison) -> [ComparedTotals] {
        let shown = groups.totals(of: SeriesSums(windows(in: comparison.shown), capacity: series.capacity))
        let before = groups.totals(of: SeriesSums(windows(in: comparison.before), capacity: series.capacity))
        return zip(shown, before).map { ComparedTotals(shown: $0, before: $1) }
    }

    /// The sums of each group in slices of the chart's span.
    private func trends(
        of shown: [Int], in groups: SeriesGroups, _ view: RangeView, _ buckets: [Bucket]
    ) -> [[Totals]] {
        guard view.query.table.hasTrends, let first = buckets.first, let last = buckets.last else {
            return shown.map { _ in [] }
        }
        let perSlice = (buckets.count + Self.mostSlices - 1) / Self.mostSlices
        let slices = BucketPlaces(
            from: first.start, to: last.span.end, size: Milliseconds(first.span.size.count * Int64(perSlice)))
        var rows = [Int?](repeating: nil, count: groups.names.count)
        for (row, group) in shown.enumerated() { rows[group] = row }
        let empty = [Totals](repeating: .zero, count: slices.spans.count)
        var trends = shown.map { _ in empty }
        for window in view.windows {
            guard let slice = slices[window.window.start] else { continue }
            for (index, totals) in window.sums {
                if let group = groups[index], let row = rows[group] { trends[row][slice] += totals }
            }
        }
        return trends
    }
}
