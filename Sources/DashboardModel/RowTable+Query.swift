import AdModel

extension RowTable {
    /// - Complexity: O(windows in range × series in each), and the sort of the series.
    func snapshot(_ query: SnapshotQuery, version: UInt64, ingest: IngestState) -> Snapshot {
        let shown = windowsShown(in: query.range)
        let rows = seriesTotals(of: shown)
        let size = bucketSize(for: shown)
        return Snapshot(
            query: query, version: version,
            totals: shown.reduce(into: Totals.zero) { $0 += $1.total },
            buckets: buckets(of: shown, size: size, range: query.range), bucketSize: size,
            campaigns: campaigns(of: rows), channels: channels(of: rows),
            rows: rows.sorted(by: SeriesOrder(column: query.sort, direction: query.direction).areInOrder),
            hasManyOrganizations: Set(rows.lazy.map(\.series.organization)).count > 1,
            newestWindow: newest, heldFrom: windows.keys.min(), clearedAt: clearedAt, ingest: ingest, refused: refused)
    }

    private func windowsShown(in range: SnapshotRange) -> [WindowSums] {
        let from = rangeStart(range)
        return windows.values.filter { $0.window.start >= from }.sorted { $0.window.start < $1.window.start }
    }

    /// Series that count nothing (all of it cleared) are left out.
    private func seriesTotals(of shown: [WindowSums]) -> [SeriesTotals] {
        var sums = [Totals](repeating: .zero, count: series.capacity)
        for window in shown {
            for (index, totals) in window.sums { sums[Int(index)] += totals }
        }
        return sums.indices.compactMap { index in
            guard sums[index] != .zero else { return nil }
            return SeriesTotals(series: series.series(at: SeriesIndex(index)), totals: sums[index])
        }
    }

    private func campaigns(of rows: [SeriesTotals]) -> [CampaignTotals] {
        var places: [OrganizationID: [CampaignID: Int]] = [:]
        var campaigns: [CampaignTotals] = []
        for row in rows {
            let (organization, campaign) = (row.series.organization, row.series.campaign)
            if let place = places[organization]?[campaign] {
                campaigns[place].totals += row.totals
            } else {
                places[organization, default: [:]][campaign] = campaigns.count
                campaigns.append(
                    CampaignTotals(organization: organization, campaign: campaign, totals: row.totals))
            }
        }
        return campaigns.sorted { a, b in
            if a.totals.spend != b.totals.spend { return a.totals.spend > b.totals.spend }
            return (a.organization, a.campaign) < (b.organization, b.campaign)
        }
    }

    private func channels(of rows: [SeriesTotals]) -> [ChannelTotals] {
        var sums: [Channel: Totals] = [:]
        for row in rows { sums[row.series.channel, default: .zero] += row.totals }
        return sums.map { ChannelTotals(channel: $0, totals: $1) }.sorted { a, b in
            a.totals.spend != b.totals.spend ? a.totals.spend > b.totals.spend : a.channel < b.channel
        }
    }
}
