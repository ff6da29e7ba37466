/// An event of exactly 250 bytes, and where its digits go.
struct EventTemplate {
    static let size = 250
    static let campaignPrefix = "camp_"
    static let eventID = start.utf8.count

    private static let start = #"{"eventId":""#
    private static let types = ["impression", "click", "conversion"]
    private static let channels = ["search", "social", "display", "video", "email"]
    private static let devices = ["mobile", "desktop", "tablet"]

    let bytes: [UInt8]
    let organization: Int
    let campaign: Int
    /// Of the minutes.
    let time: Int
    /// Of its three decimals.
    let value: Int
    /// As long as it must be for the size.
    let session: Range<Int>

    /// Impressions first, then clicks, then conversions; as many of each.
    static let all: [EventTemplate] = types.flatMap { type in
        channels.flatMap { channel in devices.map { EventTemplate(type: type, channel: channel, device: $0) } }
    }
    static let eachType = channels.count * devices.count

    private init(type: String, channel: String, device: String) {
        let head = Self.start + #"00000000-0000-7000-8000-000000000000","eventType":"\#(type)","organizationId":"org_"#
        let toCampaign = head + #"0","campaignId":"\#(Self.campaignPrefix)"#
        let toTime = toCampaign + #"000","channel":"\#(channel)","timestamp":"2026-11-21T00:"#
        let toValue = toTime + #"00:00.000Z","value":1."#
        let toSession = toValue + #"000,"metadata":{"sessionId":""#
        let tail = #"","deviceType":"\#(device)"}}"#
        organization = head.utf8.count
        campaign = toCampaign.utf8.count
        time = toTime.utf8.count
        value = toValue.utf8.count
        session = toSession.utf8.count..<Self.size - tail.utf8.count
        bytes = Array((toSession + String(repeating: "0", count: session.count) + tail).utf8)
    }
}
