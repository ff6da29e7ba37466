import AdModel

/// Where an advertisement is shown, and what follows from it: how often people act on it and who pays for what.
///
/// There is no pay-per-conversion channel: a conversion's value is its revenue (DESIGN §3), so its cost has no place to be.
struct AdChannel: Sendable {
    /// What the advertiser pays for; the price is the median, in micros.
    enum Pricing: Sendable {
        case perThousandImpressions(Int64)
        case perClick(Int64)
    }

    let name: Channel
    let pricing: Pricing
    /// Clicks for an impression, and conversions for a click, relative to other channels.
    let clickAppeal: UInt64
    let conversionAppeal: UInt64

    private init(_ name: String, _ pricing: Pricing, clickAppeal: UInt64, conversionAppeal: UInt64) {
        self.name = Channel(name)
        self.pricing = pricing
        self.clickAppeal = clickAppeal
        self.conversionAppeal = conversionAppeal
    }

    /// Search is dear and brings buyers, display is mostly seen; the rest lies between. With 17 clicks to 80 impressions
    /// every impression is worth far more than on the real web, so a thousand of them cost more here too.
    static let all: [AdChannel] = [
        AdChannel("search", .perClick(2_400_000), clickAppeal: 190, conversionAppeal: 150),
        AdChannel("social", .perClick(1_300_000), clickAppeal: 120, conversionAppeal: 80),
        AdChannel("display", .perThousandImpressions(45_000_000), clickAppeal: 35, conversionAppeal: 55),
        AdChannel("video", .perThousandImpressions(70_000_000), clickAppeal: 50, conversionAppeal: 70),
        AdChannel("email", .perThousandImpressions(60_000_000), clickAppeal: 150, conversionAppeal: 130),
        AdChannel("affiliate", .perClick(900_000), clickAppeal: 110, conversionAppeal: 100),
    ]
}
