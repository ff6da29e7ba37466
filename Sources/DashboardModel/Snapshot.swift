import AdModel

/// Everything one view shows, exact, at one moment.
public struct Snapshot: Sendable {
    public let query: SnapshotQuery
    /// Grows with every change of the store; two snapshots of one query and version are equal.
    public let version: UInt64
    /// Of all windows in the range.
    public let totals: Totals
    public let buckets: [Bucket]
    public let bucketSize: Milliseconds
    /// By spend, the largest first.
    public let campaigns: [CampaignTotals]
    /// By spend, the largest first.
    public let channels: [ChannelTotals]
    /// In the query's order.
    public let rows: [SeriesTotals]
    public let hasManyOrganizations: Bool
    /// Nil until the first row came.
    public let newestWindow: Window?
    /// Start of the oldest window held.
    public let heldFrom: EventTime?
    public let clearedAt: EventTime?
    public let ingest: IngestState
    public let refused: RefusedRows
}

/// A slice of the time chart.
public struct Bucket: Hashable, Sendable {
    public let start: EventTime
    public var totals: Totals
    /// One of its windows is still open.
    public var isPartial: Bool
}

public struct SeriesTotals: Hashable, Sendable {
    public let series: Series
    public let totals: Totals
}

public struct CampaignTotals: Hashable, Sendable {
    public let organization: OrganizationID
    public let campaign: CampaignID
    public var totals: Totals
}

public struct ChannelTotals: Hashable, Sendable {
    public let channel: Channel
    public var totals: Totals
}
