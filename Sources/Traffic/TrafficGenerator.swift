import AdModel

/// An endless, seeded stream of believable ad events: 80 impressions to 17 clicks to 3 conversions in the long run.
///
/// Every click follows an impression of its journey by seconds, and every conversion a click by up to two minutes:
/// same session, campaign, channel and device. A call gives one event: a step of a waiting journey that is due, else
/// the impression that begins a new one. At a call rate at which more journeys would wait than are kept, the
/// journey next in line takes its step early, so the proportions hold and memory stays bounded at any rate.
public struct TrafficGenerator: Sendable {
    /// The most campaigns that are made; a larger number is cut to it.
    public static let campaignLimit = 10_000

    private let market: Market
    private var random: TrafficRandom
    private var generated = 0
    private var awaitingClick = WaitingJourneys()
    private var awaitingConversion = WaitingJourneys()

    /// - Parameters:
    ///   - seed: one seed, with the same `now` in the same calls, gives the same events on every machine.
    ///   - campaigns: from 1 to `campaignLimit`; anything else is moved to the nearer end.
    public init(seed: UInt64, campaigns: Int = 20) {
        random = TrafficRandom(seed: seed)
        market = Market(campaigns: min(max(campaigns, 1), Self.campaignLimit), random: &random)
    }

    /// The journeys in memory: at most 2048 that will click and 512 that will convert.
    public var waitingJourneys: Int { awaitingClick.count + awaitingConversion.count }

    /// The campaigns on their channels; a step names one by its index.
    public var series: [Series] { market.placements.map(\.series) }

    /// The next event, with its names; ``nextStep(at:)`` says the same in plain numbers.
    ///
    /// - Complexity: O(log waiting journeys).
    public mutating func next(at now: EventTime) -> SyntheticEvent {
        let step = nextStep(at: now)
        return SyntheticEvent(step, series: market.placements[step.placement].series)
    }

    /// The next event, as its numbers alone: nothing is allocated, retained or copied but these.
    ///
    /// - Parameter now: the wall clock, from 1970 on; should not go back, but may stand still.
    /// - Returns: an event whose time is at `now` or up to two seconds before it, never after it, and never before the
    ///   journey's last step (unless `now` itself went back).
    /// - Complexity: O(log waiting journeys).
    public mutating func nextStep(at now: EventTime) -> TrafficStep {
        generated += 1
        if isStepDue(of: awaitingConversion, limit: min(4 + generated / 1000, 512), at: now),
            let journey = awaitingConversion.popFirst()
        {
            return convert(journey, at: now)
        }
        if isStepDue(of: awaitingClick, limit: min(8 + generated / 200, 2048), at: now),
            let journey = awaitingClick.popFirst()
        {
            return click(journey, at: now)
        }
        return impression(at: now)
    }

    /// The limits grow with the stream, so that even a short one at full speed has its share of each kind.
    private func isStepDue(of waiting: WaitingJourneys, limit: Int, at now: EventTime) -> Bool {
        guard let due = waiting.firstDue else { return false }
        return due <= now || waiting.count >= limit
    }

    private mutating func impression(at now: EventTime) -> TrafficStep {
        let index = market.draw(from: &random)
        let time = now - Milliseconds(min(random.within(0...300), now.milliseconds))
        var journey = Journey(
            session: SessionID(bits: random.next() >> 16), placement: index, device: drawDevice(),
            lastStep: time, due: time)
        let terms = market.terms[index]
        if random.happens(partsPerMillion: terms.clickPartsPerMillion) {
            journey.due = time + Milliseconds(LogNormal.draw(median: 4_000, from: &random))
            awaitingClick.insert(journey)
        }
        return step(.impression, of: journey, micros: terms.impressionCost)
    }

    private mutating func click(_ waiting: Journey, at now: EventTime) -> TrafficStep {
        var journey = waiting
        journey.takeStep(at: now)
        let terms = market.terms[journey.placement]
        if random.happens(partsPerMillion: terms.conversionPartsPerMillion) {
            journey.due = journey.lastStep + Milliseconds(LogNormal.draw(median: 28_000, from: &random))
            awaitingConversion.insert(journey)
        }
        let bid = terms.clickPrice * random.within(75...125) / 100
        return step(.click, of: journey, micros: bid / 100 * 100)
    }

    private mutating func convert(_ waiting: Journey, at now: EventTime) -> TrafficStep {
        var journey = waiting
        journey.takeStep(at: now)
        let order = LogNormal.draw(median: market.terms[journey.placement].orderValue, from: &random)
        return step(.conversion, of: journey, micros: order / 10_000 * 10_000)  // whole cents
    }

    private mutating func step(_ type: EventType, of journey: Journey, micros: Int64) -> TrafficStep {
        TrafficStep(
            type: type, placement: journey.placement, time: journey.lastStep, micros: micros,
            eventID: EventID(time: journey.lastStep, randomA: random.next(), randomB: random.next()),
            sessionID: journey.session, device: journey.device)
    }

    /// 62 % mobile, 31 % desktop, 7 % tablet.
    private mutating func drawDevice() -> DeviceType {
        switch random.below(100) {
        case ..<62: .mobile
        case ..<93: .desktop
        default: .tablet
        }
    }
}
