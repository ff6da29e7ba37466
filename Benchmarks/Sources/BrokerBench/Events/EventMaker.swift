/// Makes the records: ad events in JSON as AdTally's own producer writes them, each of exactly 250 bytes.
///
/// A record is a function of its number, so what was sent can be made again to be compared. Ids are as random as real
/// ones, names as few: lz4 finds about what it finds in real traffic. The client shares the processor with the broker,
/// so a record costs next to nothing: a template is copied and its digits are put in.
struct EventMaker: ~Copyable {
    static let keySize = EventTemplate.campaignPrefix.utf8.count + 3
    private static let campaigns: UInt64 = 240
    /// 2026-11-21T00:00:00Z, the day of all records; 500 follow each other in a millisecond.
    private static let day: UInt64 = 1_795_219_200_000
    private static let recordsInMillisecond = 500

    private let templates = EventTemplate.all
    private var text = Digits(capacity: EventTemplate.size)

    /// Makes a record and lends its bytes.
    mutating func withRecord<Result>(
        _ number: Int, _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Result
    ) -> Result {
        var random = SplitMix(seed: UInt64(number))
        let template = templates[Self.template(&random)]
        let time = UInt64(number / Self.recordsInMillisecond)
        text.copy(template.bytes)
        putEventID(time: Self.day + time, &random)
        putTime(time, at: template.time)
        text.put(decimal: random.next(below: 3), digits: 1, at: template.organization)
        text.put(decimal: random.next(below: Self.campaigns), digits: 3, at: template.campaign)
        text.put(decimal: random.next(below: 1_000), digits: 3, at: template.value)
        text.put(hex: random.next(), digits: template.session.count, at: template.session.lowerBound)
        let keyStart = template.campaign - EventTemplate.campaignPrefix.utf8.count
        return body(text.bytes(keyStart..<keyStart + Self.keySize), text.bytes(0..<EventTemplate.size))
    }

    /// Of 100 events 80 are impressions, 17 clicks and 3 conversions.
    private static func template(_ random: inout SplitMix) -> Int {
        let percent = random.next(below: 100)
        let type = percent < 80 ? 0 : percent < 97 ? 1 : 2
        return type * EventTemplate.eachType + random.next(below: EventTemplate.eachType)
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

    /// The part of the timestamp that changes during the first hour.
    private mutating func putTime(_ milliseconds: UInt64, at place: Int) {
        text.put(decimal: milliseconds / 60_000 % 60, digits: 2, at: place)
        text.put(decimal: milliseconds / 1_000 % 60, digits: 2, at: place + 3)
        text.put(decimal: milliseconds % 1_000, digits: 3, at: place + 6)
    }
}

/// - Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
        state = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next(below bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }
    mutating func next(below bound: Int) -> Int { Int(next(below: UInt64(bound))) }
}
