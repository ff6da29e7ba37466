/// The trade that a campaign is in: what a click costs there and what a customer spends.
struct Niche: Sendable {
    /// Per cent of the channel's usual price.
    let priceLevel: Int64
    /// The median order, in micros.
    let orderValue: Int64

    static let all: [Niche] = [
        Niche(priceLevel: 70, orderValue: 9_000_000),  // games
        Niche(priceLevel: 90, orderValue: 30_000_000),  // fitness
        Niche(priceLevel: 100, orderValue: 44_000_000),  // fashion
        Niche(priceLevel: 120, orderValue: 65_000_000),  // home
        Niche(priceLevel: 160, orderValue: 95_000_000),  // electronics
        Niche(priceLevel: 210, orderValue: 240_000_000),  // travel
        Niche(priceLevel: 420, orderValue: 32_000_000),  // finance: fought over, and often at a loss
    ]
}
