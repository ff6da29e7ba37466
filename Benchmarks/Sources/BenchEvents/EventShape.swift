/// What the events are like; with the number of an event it decides every byte of it.
package struct EventShape: Sendable {
    package var campaigns = 20
    package var channels = 6
    package var seed: UInt64 = 1
    /// Events in a second of event time.
    package var rate = 10_000
    /// Time of the first event, in ms since 1970 UTC.
    package var start = EventShape.fixedStart
    /// An event is up to this much older than those before it.
    package var disorderMilliseconds: Int64 = 2_000

    /// 2026-11-21T00:00:00Z.
    package static let fixedStart: Int64 = 1_795_219_200_000
    package static let campaignLimit = 1_000_000
    package static let channelLimit = 100
    /// Organisations that share the campaigns.
    static let organizations: UInt64 = 3

    package init() {}

    /// When an event is due, in ms since 1970 UTC; its timestamp is that less its disorder.
    package func time(of number: Int) -> Int64 { start + Int64(number) * 1_000 / Int64(rate) }

    /// Digits of a campaign's number.
    var campaignDigits: Int { max(3, String(campaigns - 1).count) }
}
