import AdModel

/// The series a rule is about: those that have every name it gives; no name, all series.
public struct AlertFilter: Hashable, Sendable {
    public var organization: OrganizationID?
    public var campaign: CampaignID?
    public var channel: Channel?

    public init(organization: OrganizationID? = nil, campaign: CampaignID? = nil, channel: Channel? = nil) {
        self.organization = organization
        self.campaign = campaign
        self.channel = channel
    }

    public var isEverything: Bool { organization == nil && campaign == nil && channel == nil }

    public func admits(_ series: Series) -> Bool {
        (organization.map { $0 == series.organization } ?? true) && (campaign.map { $0 == series.campaign } ?? true)
            && (channel.map { $0 == series.channel } ?? true)
    }
}
