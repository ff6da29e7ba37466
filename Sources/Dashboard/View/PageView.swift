import AdModel
import DashboardModel

/// Everything a page says, in the words it says it: the HTML template and the live stream show this same value.
struct PageView: Encodable {
    let id: String
    let status: StatusView
    let notices: [String]
    let hasNotices: Bool
    let ranges: [LinkView]
    let tiles: [TileView]
    let chart: ChartView
    let campaigns: [BarView]
    let channels: [BarView]
    let table: TableView
    let clearing: ClearingView
    /// No row has come yet.
    let isEmpty: Bool
    let emptyTitle: String

    init(_ snapshot: Snapshot, now: EventTime) {
        id = String(snapshot.version)
        status = StatusView(snapshot.ingest, now: now)
        notices = Notices.texts(for: snapshot, now: now)
        hasNotices = !notices.isEmpty
        ranges = SnapshotRange.allCases.map { LinkView($0, in: snapshot.query) }
        tiles = TileView.all(snapshot)
        chart = ChartView(snapshot)
        campaigns = BarView.campaigns(snapshot)
        channels = BarView.channels(snapshot)
        table = TableView(snapshot)
        clearing = ClearingView(snapshot)
        isEmpty = snapshot.newestWindow == nil
        emptyTitle =
            snapshot.ingest.progress == .caughtUp ? "Waiting for the first window…" : "Reading what was counted so far…"
    }
}
