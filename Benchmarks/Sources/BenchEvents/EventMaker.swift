/// Makes the records: ad events in JSON as AdTally's own producer writes them, each of exactly 250 bytes.
///
/// A record is a function of its shape and number, so what was sent can be made again to be compared. Ids are as random
/// as real ones, names as few: lz4 finds about what it finds in real traffic. Who makes the events shares the processor
/// with what is measured, so a record costs next to nothing: a template is copied and its digits are put in.
package struct EventMaker: ~Copyable {
    package static let size = 250

    private let shape: EventShape
    private let templates: [EventTemplate]
    private let eachType: Int
    private let campaignDigits: Int
    private var text = Digits(capacity: size)
    private var dateText = DateText()
    private var keyRange = 0..<0

    /// Of the record made last.
    package private(set) var campaign = 0
    package private(set) var channel = 0

    package init(_ shape: EventShape) {
        self.shape = shape
        templates = EventTemplate.all(shape)
        eachType = EventTemplate.eachType(shape)
        campaignDigits = shape.campaignDigits
    }

    /// The record made last; valid until the next one.
    package var value: UnsafeRawBufferPointer { text.bytes(0..<Self.size) }
    /// Its campaign, as the record's key; as valid.
    package var key: UnsafeRawBufferPointer { text.bytes(keyRange) }

    /// As it stands in the records.
    package func name(ofCampaign number: Int) -> String {
        let digits = String(number)
        return EventTemplate.campaignPrefix + String(repeating: "0", count: campaignDigits - digits.count) + digits
    }

    package func name(ofChannel number: Int) -> String { EventTemplate.name(ofChannel: number) }

    package mutating func make(_ number: Int) {
        var random = SplitMix(seed: UInt64(number) ^ (shape.seed << 40))
        let index = template(&random)
        let template = templates[index]
        let age = shape.disorderMilliseconds > 0 ? Int64(random.next(below: UInt64(shape.disorderMilliseconds))) : 0
        let time = shape.time(of: number) - age
        campaign = random.next(below: shape.campaigns)
        channel = index % eachType / EventTemplate.eachChannel
        text.copy(template.bytes)
        putEventID(time: UInt64(time), &random)
        dateText.put(time, at: template.time, in: &text)
        text.put(decimal: UInt64(campaign) % EventShape.organizations, digits: 1, at: template.organization)
        text.put(decimal: UInt64(campaign), digits: campaignDigits, at: template.campaign)
        text.put(decimal: random.next(below: 1_000), digits: 3, at: template.value)
        text.put(hex: random.next(), digits: template.session.count, at: template.session.lowerBound)
        let keyStart = template.campaign - EventTemplate.campaignPrefix.utf8.count
        keyRange = keyStart..<template.campaign + campaignDigits
    }

    /// Of 100 events 80 are impressions, 17 clicks and 3 conversions.
    private func template(_ random: inout SplitMix) -> Int {
        let percent = random.next(below: 100)
        let type = percent < 80 ? 0 : percent < 97 ? 1 : 2
        return type * eachType + random.next(below: eachType)
    }

    /// A UUID of version 7, which begins with the time.
    private mutating func putEventID(time: UInt64, _ random: inout SplitMix) {
        let id = EventTemplate.eventID
        let bits = random.next()
        text.put(hex: time >> 16, digits: 8, at: id)
        text.put(hex: time, digits: 4, at: id + 9)
        text.put(hex: bits, digits: 3, at: id + 15)
        text.put(hex: bits >> 12, digits: 3, at: id + 20)
        text.put(hex: bits >> 24, digits: 4, at: id + 24)
        text.put(hex: random.next(), digits: 8, at: id + 28)
    }
}

/// - Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
package struct SplitMix {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
        state = next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    package mutating func next(below bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }
    package mutating func next(below bound: Int) -> Int { Int(next(below: UInt64(bound))) }
}
