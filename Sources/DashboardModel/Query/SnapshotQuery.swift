/// What a page shows. Equal queries share one snapshot.
public struct SnapshotQuery: Hashable, Sendable {
    public var range: SnapshotRange
    public var filter: SeriesFilter
    /// What the chart draws, and the trends in the table.
    public var metric: Metric
    /// Whether chart and table show the period before as well; the tiles always do.
    public var comparesPeriods: Bool
    public var table: TableQuery

    public init(
        range: SnapshotRange = .last(.hour), filter: SeriesFilter = SeriesFilter(), metric: Metric = .spend,
        comparesPeriods: Bool = false, table: TableQuery = TableQuery()
    ) {
        self.range = range
        self.filter = filter
        self.metric = metric
        self.comparesPeriods = comparesPeriods
        self.table = table
    }

    /// The campaign that the view is about, where it is about one.
    public var onlyCampaign: Bool { filter.campaigns.count == 1 }
}
