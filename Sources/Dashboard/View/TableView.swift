import AdModel
import DashboardModel

/// The table in the order asked for, a page of it, with the sums of all rows below.
struct TableView: Encodable {
    let title: String
    let groupings: [LinkView]
    let columns: [ColumnView]
    let rows: [RowView]
    /// The sums of every row, shown or not; ratios are made from the sums.
    let totals: [String]
    let hasCampaign: Bool
    let hasChannel: Bool
    let pager: PagerView

    struct RowView: Encodable {
        /// Campaign, channel or both.
        let names: [NameView]
        let line: String
        let open: String
        let figures: [FigureView]
    }

    struct FigureView: Encodable {
        let text: String
        let change: ChangeView?
    }

    init(_ snapshot: Snapshot) {
        let grouping = snapshot.query.table.grouping
        title = grouping.title
        groupings = TableGrouping.allCases.map { LinkView($0, in: snapshot.query) }
        columns = SortColumn.allCases.filter { $0.isShown(by: grouping) }.map { ColumnView($0, in: snapshot.query) }
        let isOpen = snapshot.buckets.last?.isPartial ?? false
        rows = snapshot.table.rows.map { RowView($0, in: snapshot, isOpen: isOpen) }
        totals = Metric.texts(of: snapshot.totals)
        hasCampaign = grouping != .channel
        hasChannel = grouping != .campaign
        pager = PagerView(snapshot)
    }
}

extension TableView.RowView {
    fileprivate init(_ row: TableRow, in snapshot: Snapshot, isOpen: Bool) {
        let name = row.name
        let campaign = name.campaign.map { NameView(campaign: $0, of: name.organization, in: snapshot) }
        let channel = name.channel.map { NameView(channel: $0, in: snapshot) }
        names = [campaign, channel].compactMap { $0 }
        let trend = TrendPath(row.trend.map(snapshot.query.metric.position), isLastOpen: isOpen)
        line = trend.line
        open = trend.open
        figures = Metric.allCases.map { metric in
            TableView.FigureView(
                text: metric.text(of: row.totals),
                change: row.compared.map { ChangeView(of: metric, from: $0.before, to: $0.shown) })
        }
    }
}

extension TableGrouping {
    var title: String {
        switch self {
        case .campaign: "Campaigns"
        case .channel: "Channels"
        case .pair: "Campaign × channel"
        }
    }
}

extension SortColumn {
    fileprivate func isShown(by grouping: TableGrouping) -> Bool {
        switch self {
        case .campaign: grouping != .channel
        case .channel: grouping != .campaign
        case .metric: true
        }
    }
}
