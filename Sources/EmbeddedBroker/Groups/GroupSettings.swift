/// What a coordinator allows and how long it waits. Durations in milliseconds.
struct GroupSettings: Sendable {
    /// Wider than Kafka's 6 s to 30 min, so that tests need not wait.
    var sessionTimeouts: ClosedRange<Int32> = 100...1_800_000

    /// How long a group that was empty waits for another member after the newest one, so that consumers that start
    /// together share one rebalance. Kafka waits 3 s; on a laptop that is the slowest part of starting up.
    var firstDelay: Int32 = 100
    /// How long it waits in all.
    var longestFirstDelay: Int32 = 300

    var maximumGroups = 10_000
    /// Members of one group, and those that were given an id and did not come back yet.
    var maximumMembers = 1_000
    /// Of everything that clients make the table remember, over all groups. One group may have all of it, and a snapshot
    /// or a reply that shows the group is as large again.
    var maximumBytes = 16 << 20

    /// How long an empty group is remembered, as Kafka's `offsets.retention.minutes`.
    var emptyRetention: Int64 = 7 * 24 * 3_600_000

    /// A new member id; its argument is the client id, or a static member's instance id.
    var makeMemberID: @Sendable (String) -> String = { MemberID.random(named: $0) }
}

enum MemberID {
    /// The client's name and 122 random bits from the system: whoever knows a member's id can act for it.
    static func random(named name: String) -> String {
        let high = UInt64.random(in: .min ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hexadecimal(high) + hexadecimal(low)
        var uuid = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { uuid += "-" }
            uuid.append(digit)
        }
        return "\(String.UnicodeScalarView(name.unicodeScalars.prefix(longestName)))-\(uuid)"
    }

    /// A string of the protocol has at most 32,767 bytes, and an id is sent with every heartbeat.
    private static let longestName = 200
    /// The longest id in bytes, at 4 a character.
    static let longest = 4 * longestName + 37

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
