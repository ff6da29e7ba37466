import AdModel
import DashboardModel

/// A name that can be clicked to see it alone. Names are data: text, never markup.
struct NameView: Encodable {
    let text: String
    /// Said where several organizations are shown, as their campaigns may have equal names; else empty.
    let organization: String
    let hasOrganization: Bool
    let href: String

    init(campaign: CampaignID, of organization: OrganizationID?, in snapshot: Snapshot) {
        var query = snapshot.query
        query.filter.campaigns = [campaign]
        query.filter.search = SearchText("")
        if snapshot.hasManyOrganizations, let organization { query.filter.organizations = [organization] }
        query.table.page = 0
        if query.table.grouping == .campaign { query.table.grouping = .channel }
        text = campaign.text
        hasOrganization = snapshot.hasManyOrganizations
        self.organization = hasOrganization ? organization?.text ?? "" : ""
        href = query.address
    }

    init(channel: Channel, in snapshot: Snapshot) {
        var query = snapshot.query
        query.filter.channels = [channel]
        query.table.page = 0
        if query.table.grouping == .channel { query.table.grouping = .campaign }
        text = channel.text
        organization = ""
        hasOrganization = false
        href = query.address
    }
}
