import AdModel

/// Everything one view shows, exact, at one moment.
public struct Snapshot: Sendable {
    public let query: SnapshotQuery
    /// Grows with every change of the store; two snapshots of one query and version are equal.
    public let version: UInt64
    /// The event time shown; nil until the first row came.
    public let span: Window?
    /// Of all windows in the span, of the series that the filter admits.
    public let totals: Totals
    /// Nil where there is nothing to compare with: no earlier rows are held, or everything is shown.
    public let comparison: Comparison?
    public let buckets: [Bucket]
    /// By spend, the largest first.
    public let campaigns: [GroupTotals]
    /// By spend, the largest first.
    public let channels: [GroupTotals]
    public let table: TablePage
    /// Of the one campaign that the view is about; else empty.
    public let windows: [WindowTotals]
    /// Windows of that campaign that were corrected after they became final, the newest first.
    public let corrections: [Correction]
    /// The newest rows that pass the filter, the newest first; whatever the span.
    public let feed: [FeedEntry]
    /// Organizations among what is shown; more than one: a campaign's name alone does not say which.
    public let hasManyOrganizations: Bool
    /// Nil until the first row came.
    public let newestWindow: Window?
    /// Start of the oldest window held.
    public let heldFrom: EventTime?
    public let clearedAt: EventTime?
    public let ingest: IngestState
    public let alerts: AlertsSummary
    public let refused: RefusedRows
    /// How the pipeline did at the newest look at the broker; nil before the first one.
    public let pipeline: PipelineHealth?
    /// Events of the newest hour of event time that were counted after their window was final, in all series.
    public let lateInHour: Int64
}

/// The period before, as far into it as the shown one has come.
///
/// Windows that still count are left out of the shown period, and as much of the period before: comparing half a minute
/// with a whole one would always show a fall.
public struct Comparison: Hashable, Sendable {
    /// The part of the shown span that counts no more.
    public let shown: Window
    /// As long as ``shown``, one span earlier.
    public let before: Window
    public let shownTotals: Totals
    public let totalsBefore: Totals
}

/// A slice of the time chart.
public struct Bucket: Hashable, Sendable {
    public let span: Window
    public var totals: Totals
    /// The slice one span earlier; nil where nothing is compared.
    public var totalsBefore: Totals?
    /// One of its windows still counts, or lies outside the span shown.
    public var isPartial: Bool

    public var start: EventTime { span.start }
}

/// What a row of the table or a bar stands for; a name that is not part of the grouping is nil.
public struct GroupName: Hashable, Sendable {
    public let organization: OrganizationID?
    public let campaign: CampaignID?
    public let channel: Channel?
}

public struct GroupTotals: Hashable, Sendable {
    public let name: GroupName
    public var totals: Totals
}

/// Some rows of the table, and the sums of all of them.
public struct TablePage: Hashable, Sendable {
    public let rows: [TableRow]
    /// Place of the first of `rows` among all.
    public let firstRow: Int
    public let rowCount: Int
    public let page: Int
    public let pageCount: Int
}

public struct TableRow: Hashable, Sendable {
    public let name: GroupName
    public let totals: Totals
    /// The same row in the two periods of the comparison; nil where nothing is compared.
    public let compared: ComparedTotals?
    /// Sums of equal slices of the span, in order; empty where none were asked for.
    public let trend: [Totals]
}

public struct ComparedTotals: Hashable, Sendable {
    public let shown: Totals
    public let before: Totals
}

public struct WindowTotals: Hashable, Sendable {
    public let window: Window
    public let totals: Totals
    public let isOpen: Bool
    /// Events counted after the window became final.
    public let lateEvents: Int64
}

/// A window that counted events after it had become final.
public struct Correction: Hashable, Sendable {
    public let window: Window
    public let series: Series
    public let lateEvents: Int64
}
