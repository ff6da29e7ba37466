import AdModel

/// One campaign on one channel: everything about its events that does not change from one to the next.
struct Placement: Sendable {
    let series: Series
    /// Its share of all impressions, relative to other placements.
    let weight: UInt64
    var terms: Terms

    /// Chances and prices: numbers only, since a million events a second ask for them.
    struct Terms: Sendable {
        /// The chance that an impression is clicked, and that a click converts.
        var clickPartsPerMillion: UInt64
        var conversionPartsPerMillion: UInt64
        /// What one impression costs, in micros; 0 where clicks are paid for.
        let impressionCost: Int64
        /// The median cost of a click in micros; 0 where impressions are paid for.
        let clickPrice: Int64
        /// The median revenue of a conversion, in micros.
        let orderValue: Int64
    }
}

extension Placement {
    /// Draws the placements of `campaigns` campaigns: every campaign has a niche, one of three organizations and two
    /// to four channels; the first campaigns are the largest.
    static func draw(campaigns: Int, from random: inout TrafficRandom) -> [Placement] {
        var placements: [Placement] = []
        for number in 1...campaigns {
            let niche = Niche.all[Int(random.below(UInt64(Niche.all.count)))]
            let organization = OrganizationID("org_\(1 + random.below(3))")
            let size = UInt64(random.within(700...1300)) * 1000 / UInt64(3 + number)
            for channel in random.sample(Int(random.within(2...4)), of: AdChannel.all) {
                placements.append(
                    Placement(
                        Series(organization: organization, campaign: campaignID(number), channel: channel.name),
                        channel: channel, niche: niche, campaignSize: size, random: &random))
            }
        }
        return placements
    }

    private init(
        _ series: Series, channel: AdChannel, niche: Niche, campaignSize: UInt64, random: inout TrafficRandom
    ) {
        self.series = series
        weight = max(1, campaignSize * UInt64(random.within(50...150)))
        terms = Terms(channel: channel, niche: niche, random: &random)
    }

    /// `camp_001`; the number takes more digits when it needs them.
    private static func campaignID(_ number: Int) -> CampaignID {
        let digits = String(number)
        return CampaignID("camp_" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits)
    }
}

extension Placement.Terms {
    /// The order of the draws is part of what a seed means.
    fileprivate init(channel: AdChannel, niche: Niche, random: inout TrafficRandom) {
        clickPartsPerMillion = channel.clickAppeal * UInt64(random.within(700...1300))
        conversionPartsPerMillion = channel.conversionAppeal * UInt64(random.within(700...1300))
        orderValue = niche.orderValue * random.within(80...120) / 100
        let level = niche.priceLevel * random.within(80...120)
        switch channel.pricing {
        case .perThousandImpressions(let price):
            impressionCost = price * level / 10_000 / 1000
            clickPrice = 0
        case .perClick(let price):
            impressionCost = 0
            clickPrice = price * level / 10_000
        }
    }
}
