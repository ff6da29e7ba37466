import AdModel

/// Which series a view counts: any of the names in each set, and the text in the campaign's name. An empty set admits all.
public struct SeriesFilter: Hashable, Sendable {
    public var organizations: Set<OrganizationID>
    public var campaigns: Set<CampaignID>
    public var channels: Set<Channel>
    /// Part of the campaign's name, in any case; empty: any.
    public var search: SearchText

    public init(
        organizations: Set<OrganizationID> = [], campaigns: Set<CampaignID> = [], channels: Set<Channel> = [],
        search: SearchText = SearchText("")
    ) {
        self.organizations = organizations
        self.campaigns = campaigns
        self.channels = channels
        self.search = search
    }

    public var isEmpty: Bool { self == SeriesFilter() }

    /// Answers for any number of series.
    func admission() -> (Series) -> Bool {
        let search = self.search.text.isEmpty ? nil : NameSearch(self.search.text)
        return { series in
            (organizations.isEmpty || organizations.contains(series.organization))
                && (campaigns.isEmpty || campaigns.contains(series.campaign))
                && (channels.isEmpty || channels.contains(series.channel))
                && (search?.matches(series.campaign) ?? true)
        }
    }
}

public enum SearchRole {}

/// Compared as bytes, as the names are in which it is looked for.
public typealias SearchText = Name<SearchRole>
