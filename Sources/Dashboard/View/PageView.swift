import AdModel
import DashboardModel

/// Everything a page says, in the words it says it: the HTML template and the live stream show this same value.
struct PageView: Encodable {
    let id: String
    let status: StatusView
    let notices: [String]
    let firing: FiringView
    let period: PeriodView
    let filter: FilterView
    let tiles: [TileView]
    let funnel: FunnelView
    let chart: ChartView
    let campaigns: [BarView]
    let channels: [BarView]
    let table: TableView
    let campaign: CampaignView
    let feed: FeedView
    let export: ExportView
    let clearing: ClearingView
    let pipeline: PipelineView
    /// No row has come yet.
    let isEmpty: Bool
    let emptyTitle: String

    init(_ snapshot: Snapshot, now: EventTime) {
        id = String(snapshot.version)
        status = StatusView(snapshot.ingest, now: now)
        let pipeline = PipelineView(snapshot, now: now)
        self.pipeline = pipeline
        notices = Notices.texts(stale: pipeline.banner, snapshot)
        firing = FiringView(snapshot.alerts)
        period = PeriodView(snapshot)
        filter = FilterView(snapshot)
        tiles = TileView.all(snapshot)
        funnel = FunnelView(snapshot.totals)
        chart = ChartView(snapshot)
        campaigns = BarView.campaigns(snapshot)
        channels = BarView.channels(snapshot)
        table = TableView(snapshot)
        campaign = CampaignView(snapshot)
        feed = FeedView(snapshot)
        export = ExportView(snapshot.query)
        clearing = ClearingView(snapshot)
        isEmpty = snapshot.newestWindow == nil
        emptyTitle =
            snapshot.ingest.progress == .caughtUp ? "Waiting for the first window…" : "Reading what was counted so far…"
    }
}

/// Where the table can be had as a file.
struct ExportView: Encodable {
    let csv: String
    let json: String

    init(_ query: SnapshotQuery) {
        csv = "/export.csv" + query.search
        json = "/export.json" + query.search
    }
}
