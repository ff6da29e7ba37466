/// What one campaign, in one organization, did on one channel: the dimensions that rows are grouped by.
public struct Series: Hashable, Comparable, Sendable {
    public let organization: OrganizationID
    public let campaign: CampaignID
    public let channel: Channel

    public init(organization: OrganizationID, campaign: CampaignID, channel: Channel) {
        self.organization = organization
        self.campaign = campaign
        self.channel = channel
    }

    public static func < (a: Series, b: Series) -> Bool {
        if a.organization != b.organization { return a.organization < b.organization }
        if a.campaign != b.campaign { return a.campaign < b.campaign }
        return a.channel < b.channel
    }
}

/// One record of `logs` that passed every rule of its own; only time (`future`, `late`) can still reject it.
public struct AdEvent: Hashable, Sendable {
    public let type: EventType
    public let series: Series
    public let time: EventTime
    /// Revenue of a conversion, cost of any other event.
    public let value: Micros

    public init(type: EventType, series: Series, time: EventTime, value: Micros) {
        self.type = type
        self.series = series
        self.time = time
        self.value = value
    }
}
