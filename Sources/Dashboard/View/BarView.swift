import AdModel
import DashboardModel

/// A row of the campaign or channel comparison: a name, its share as a bar, and its figures.
struct BarView: Encodable {
    let name: String
    let organization: String
    let hasOrganization: Bool
    /// Width of the bar as an SVG length: the largest spend of the list is `100%`.
    let width: String
    let figures: [String]

    static let mostCampaigns = 8
    static let mostChannels = 8

    static func campaigns(_ snapshot: Snapshot) -> [BarView] {
        let largest = snapshot.campaigns.first?.totals.spend ?? .zero
        return snapshot.campaigns.prefix(mostCampaigns).map { entry in
            BarView(
                name: entry.campaign.text, organization: entry.organization.text,
                hasOrganization: snapshot.hasManyOrganizations, width: width(entry.totals.spend, of: largest),
                figures: [
                    FigureText.money(entry.totals.spend), FigureText.price(entry.totals.cpa),
                    FigureText.multiple(entry.totals.roas),
                ])
        }
    }

    static func channels(_ snapshot: Snapshot) -> [BarView] {
        let largest = snapshot.channels.first?.totals.spend ?? .zero
        return snapshot.channels.prefix(mostChannels).map { entry in
            BarView(
                name: entry.channel.text, organization: "", hasOrganization: false,
                width: width(entry.totals.spend, of: largest),
                figures: [
                    FigureText.money(entry.totals.spend), FigureText.percent(entry.totals.ctr),
                    FigureText.price(entry.totals.cpc), FigureText.price(entry.totals.cpa),
                ])
        }
    }

    private static func width(_ spend: Micros, of largest: Micros) -> String {
        let share = Ratio(100 * max(0, spend.count), over: max(0, largest.count))
        return share.map { FigureText.decimal(millionths: $0.millionths, places: 1) + "%" } ?? "0%"
    }
}
