/// An event of exactly 250 bytes, and where its digits go.
struct EventTemplate {
    static let campaignPrefix = "camp_"
    static let eventID = start.utf8.count

    private static let start = #"{"eventId":""#
    private static let types = ["impression", "click", "conversion"]
    private static let channels = ["search", "social", "display", "video", "email", "audio"]
    private static let devices = ["app", "web", "tv"]

    let bytes: [UInt8]
    let organization: Int
    /// Of its number.
    let campaign: Int
    /// Of date and time.
    let time: Int
    /// Of its three decimals.
    let value: Int
    /// As long as it must be for the size: with the longest names and campaigns of 6 digits, 3.
    let session: Range<Int>

    /// Impressions first, then clicks, then conversions; as many of each.
    static func all(_ shape: EventShape) -> [EventTemplate] {
        types.flatMap { type in
            (0..<shape.channels).flatMap { channel in
                devices.map {
                    EventTemplate(type, channel: name(ofChannel: channel), device: $0, digits: shape.campaignDigits)
                }
            }
        }
    }

    static func name(ofChannel number: Int) -> String {
        number < channels.count ? channels[number] : "ch_\(number)"
    }

    /// How many templates each channel has in a type of event.
    static let eachChannel = devices.count
    static func eachType(_ shape: EventShape) -> Int { shape.channels * eachChannel }

    private init(_ type: String, channel: String, device: String, digits: Int) {
        let zeros = String(repeating: "0", count: digits)
        let head = Self.start + #"00000000-0000-7000-8000-000000000000","eventType":"\#(type)","organizationId":"org_"#
        let toCampaign = head + #"0","campaignId":"\#(Self.campaignPrefix)"#
        let toTime = toCampaign + #"\#(zeros)","channel":"\#(channel)","timestamp":""#
        let toValue = toTime + #"0000-00-00T00:00:00.000Z","value":1."#
        let toSession = toValue + #"000,"metadata":{"sessionId":""#
        let tail = #"","deviceType":"\#(device)"}}"#
        organization = head.utf8.count
        campaign = toCampaign.utf8.count
        time = toTime.utf8.count
        value = toValue.utf8.count
        session = toSession.utf8.count..<EventMaker.size - tail.utf8.count
        bytes = Array((toSession + String(repeating: "0", count: session.count) + tail).utf8)
    }
}
