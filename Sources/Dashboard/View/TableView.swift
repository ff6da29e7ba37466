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
