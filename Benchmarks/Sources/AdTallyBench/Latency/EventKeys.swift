import BenchEvents

/// Numbers for the combinations of campaign and channel.
struct EventKeys: Sendable {
    private let channels: Int
    private let numbers: [String: Int]

    init(_ shape: EventShape) {
        let events = EventMaker(shape)
        var numbers: [String: Int] = [:]
        for campaign in 0..<shape.campaigns {
            for channel in 0..<shape.channels {
                let name = Self.name(events.name(ofCampaign: campaign), events.name(ofChannel: channel))
                numbers[name] = campaign * shape.channels + channel
            }
        }
        self.numbers = numbers
        channels = shape.channels
    }

    var count: Int { numbers.count }

    func number(campaign: Int, channel: Int) -> Int { campaign * channels + channel }

    /// nil: no event of ours.
    func number(campaign: String, channel: String) -> Int? { numbers[Self.name(campaign, channel)] }

    private static func name(_ campaign: String, _ channel: String) -> String { campaign + "/" + channel }
}
