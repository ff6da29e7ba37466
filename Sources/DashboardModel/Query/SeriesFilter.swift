import AdModel

/// Which series a view counts: any of the names in each set, and the text in the campaign's name. An empty set admits all.
public struct SeriesFilter: Hashable, Sendable {
    public var organizations: Set<OrganizationID>
    public var campaigns: Set<CampaignID>
    public var channels: Set<Channel>
    /// Part of the campaign's name, in any case; empty: any.
    public var search: String

    public init(
        organizations: Set<OrganizationID> = [], campaigns: Set<CampaignID> = [], channels: Set<Channel> = [],
        search: String = ""
    ) {
        self.organizations = organizations
        self.campaigns = campaigns
        self.channels = channels
        self.search = search
    }

    public var isEmpty: Bool { self == SeriesFilter() }

    /// Names are compared as bytes.
    public func admits(_ series: Series) -> Bool {
        (organizations.isEmpty || organizations.contains(series.organization))
            && (campaigns.isEmpty || campaigns.contains(series.campaign))
            && (channels.isEmpty || channels.contains(series.channel))
            && (search.isEmpty || NameSearch(search).matches(series.campaign))
    }
}
