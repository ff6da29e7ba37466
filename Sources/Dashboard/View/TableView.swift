import AdModel
import DashboardModel

/// The campaign × channel table, in the order asked for, with the sums of all rows below.
struct TableView: Encodable {
    let columns: [ColumnView]
    let rows: [RowView]
    /// The sums of every row, shown or not; ratios are made from the sums.
    let totals: [String]
    let note: String
    let hasNote: Bool

    struct RowView: Encodable {
        let campaign: String
        let organization: String
        let hasOrganization: Bool
        let channel: String
        let figures: [String]
    }

    /// More rows than anyone reads; the page says how many are not shown.
    static let mostRows = 200

    init(_ snapshot: Snapshot) {
        columns = SortColumn.allCases.map { ColumnView($0, in: snapshot.query) }
        rows = snapshot.rows.prefix(Self.mostRows).map { row in
            RowView(
                campaign: row.series.campaign.text, organization: row.series.organization.text,
                hasOrganization: snapshot.hasManyOrganizations, channel: row.series.channel.text,
                figures: Self.figures(row.totals))
        }
        totals = Self.figures(snapshot.totals)
        hasNote = snapshot.rows.count > Self.mostRows
        note =
            "The first \(Self.mostRows) of \(FigureText.count(Int64(snapshot.rows.count))) rows; the totals are of all."
    }

    /// In the order of the columns that hold figures.
    private static func figures(_ totals: Totals) -> [String] {
        [
            FigureText.money(totals.spend), FigureText.count(totals.impressions), FigureText.count(totals.clicks),
            FigureText.count(totals.conversions), FigureText.percent(totals.ctr), FigureText.price(totals.cpc),
            FigureText.price(totals.cpa), FigureText.money(totals.revenue), FigureText.multiple(totals.roas),
        ]
    }
}

/// A column's head: a link that sorts by it.
struct ColumnView: Encodable {
    let label: String
    let href: String
    /// The value of `aria-sort`.
    let order: String
    let isSorted: Bool
    let isFigure: Bool
    let arrow: String

    init(_ column: SortColumn, in query: SnapshotQuery) {
        isSorted = column == query.sort
        let direction = isSorted ? query.direction.reversed : column.naturalDirection
        label = column.label
        href = SnapshotQuery(range: query.range, sort: column, direction: direction).address
        order = !isSorted ? "none" : query.direction == .ascending ? "ascending" : "descending"
        arrow = !isSorted ? "" : query.direction == .ascending ? "↑" : "↓"
        isFigure = column != .campaign && column != .channel
    }
}

extension SortColumn {
    fileprivate var label: String {
        switch self {
        case .campaign: "Campaign"
        case .channel: "Channel"
        case .spend: "Spend"
        case .impressions: "Impr."
        case .clicks: "Clicks"
        case .conversions: "Conv."
        case .ctr: "CTR"
        case .cpc: "CPC"
        case .cpa: "CPA"
        case .revenue: "Revenue"
        case .roas: "ROAS"
        }
    }
}
