import AdModel
import DashboardModel

/// A row of the campaign or channel comparison: a name, its share as a bar, and its figures.
struct BarView: Encodable {
    let name: NameView
    /// Width of the bar as an SVG length: the largest spend of the list is `100%`.
    let width: String
    let figures: [String]

    private static let most = 8

    static func campaigns(_ snapshot: Snapshot) -> [BarView] {
        bars(snapshot.campaigns, [.spend, .cpa, .roas]) { name in
            name.campaign.map { NameView(campaign: $0, of: name.organization, in: snapshot) }
        }
    }

    static func channels(_ snapshot: Snapshot) -> [BarView] {
        bars(snapshot.channels, [.spend, .ctr, .cpc, .cpa]) { name in
            name.channel.map { NameView(channel: $0, in: snapshot) }
        }
    }

    private static func bars(
        _ groups: [GroupTotals], _ metrics: [Metric], _ name: (GroupName) -> NameView?
    ) -> [BarView] {
        let largest = groups.first?.totals.spend ?? .zero
        return groups.prefix(most).compactMap { group in
            name(group.name).map { name in
                BarView(
                    name: name, width: width(group.totals.spend, of: largest),
                    figures: metrics.map { $0.text(of: group.totals) })
            }
        }
    }

    private static func width(_ spend: Micros, of largest: Micros) -> String {
        let share = Ratio(100 * max(0, spend.count), over: max(0, largest.count))
        return share.map { FigureText.decimal(millionths: $0.millionths, places: 1) + "%" } ?? "0%"
    }
}
