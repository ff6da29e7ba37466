import AdModel
import Testing

@testable import Traffic

@Suite struct BelievableTests {
    @Test func campaignsOrganizationsAndChannelsHaveTheirNames() {
        let all = events(50_000, seed: 2, campaigns: 20)
        let campaigns = Set(all.map(\.event.series.campaign.text)).sorted()
        #expect(campaigns.count == 20)
        #expect(campaigns.first == "camp_001")
        #expect(campaigns.last == "camp_020")
        #expect(Set(all.map(\.event.series.organization.text)).isSubset(of: ["org_1", "org_2", "org_3"]))
        #expect(
            Set(all.map(\.event.series.channel.text))
                == ["search", "social", "display", "video", "email", "affiliate"])
    }

    @Test(arguments: [(-5, 1), (0, 1), (1, 1), (1_000, 1_000), (Int.max, TrafficGenerator.campaignLimit)])
    func theNumberOfCampaignsIsKeptInBounds(asked: Int, made: Int) {
        var random = TrafficRandom(seed: 1)
        let market = Market(campaigns: min(max(asked, 1), TrafficGenerator.campaignLimit), random: &random)
        #expect(Set(market.placements.map(\.series.campaign)).count == made)
        var generator = TrafficGenerator(seed: 1, campaigns: asked)
        #expect(generator.next(at: start).event.type == .impression)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func everyChanceIsAChance(seed: UInt64) {
        for campaigns in [1, 2, 20] {
            var random = TrafficRandom(seed: seed)
            for placement in Market(campaigns: campaigns, random: &random).placements {
                #expect((1...999_999).contains(placement.terms.clickPartsPerMillion))
                #expect((1...999_999).contains(placement.terms.conversionPartsPerMillion))
            }
        }
    }

    @Test func impressionsOrClicksCostMoneyAsTheChannelIsPriced() {
        let clickPriced: Set<String> = ["search", "social", "affiliate"]
        for event in events(50_000, seed: 6).map(\.event) {
            let paysPerClick = clickPriced.contains(event.series.channel.text)
            switch event.type {
            case .impression: #expect((event.value > .zero) == !paysPerClick)
            case .click: #expect((event.value > .zero) == paysPerClick)
            default: #expect(event.value >= Micros(1_000_000))
            }
            #expect(event.value < Micros(10_000_000_000))
        }
    }

    @Test func someCampaignsEarnAndSomeLose() {
        var totals: [String: Totals] = [:]
        for event in events(300_000, seed: 8).map(\.event) {
            totals[event.series.campaign.text + event.series.channel.text, default: Totals()]
                .add(event.type, value: event.value)
        }
        #expect(totals.values.contains { $0.revenue < $0.spend })
        #expect(totals.values.contains { $0.revenue.count > 2 * $0.spend.count })
    }

    @Test func clickRatesDifferByChannel() {
        var totals: [String: Totals] = [:]
        for event in events(200_000, seed: 12).map(\.event) {
            totals[event.series.channel.text, default: Totals()].add(event.type, value: event.value)
        }
        func clickRate(_ channel: String) -> Double {
            let total = totals[channel, default: Totals()]
            return Double(total.clicks) / Double(total.impressions)
        }
        #expect(clickRate("search") > 2 * clickRate("display"))
    }

    @Test func eventIDsAreDistinctUUIDsOfVersionSeven() throws {
        let all = events(20_000, seed: 10, pace: .frozen)
        #expect(Set(all.map(\.eventID)).count == all.count)
        let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        for event in all {
            let text = event.eventID.description
            #expect(text.wholeMatch(of: form) != nil)
            let milliseconds = Int64(text.replacing("-", with: "").prefix(12), radix: 16)
            #expect(milliseconds == event.event.time.milliseconds)
        }
    }

    @Test func sessionIDsAreShort() throws {
        let form = try Regex("s_[0-9a-f]{12}")
        for event in events(1_000, seed: 10) { #expect(event.sessionID.description.wholeMatch(of: form) != nil) }
        #expect(SessionID(bits: 0x0123_4567_89AB).description == "s_0123456789ab")
    }
}
