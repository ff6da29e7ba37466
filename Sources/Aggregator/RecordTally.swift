import AdModel

/// How many records came, and what became of them.
public struct RecordTally: Hashable, Sendable {
    public var events = 0
    public var accepted = 0
    /// By reason, `late` among them.
    public var reasons: [RejectReason: Int] = [:]

    public init() {}

    public var late: Int { reasons[.late, default: 0] }
    /// Rejected for what they are rather than for coming late.
    public var rejected: Int { reasons.reduce(0) { $0 + ($1.key == .late ? 0 : $1.value) } }

    mutating func count(_ reason: RejectReason) {
        events += 1
        reasons[reason, default: 0] += 1
    }

    mutating func count(accepted count: Int) {
        events += count
        accepted += count
    }

    public static func += (a: inout RecordTally, b: RecordTally) {
        a.events += b.events
        a.accepted += b.accepted
        a.reasons.merge(b.reasons, uniquingKeysWith: +)
    }

    /// The counts as one line of JSON, with the number of rows that came of them.
    public func json(rows: Int) -> String {
        let reasons = RejectReason.allCases.filter { $0 != .late }.compactMap { reason in
            self.reasons[reason].map { "\"\(reason.rawValue)\": \($0)" }
        }
        return """
            {"events": \(events), "accepted": \(accepted), "late": \(late), "rejected": \(rejected), \
            "reasons": {\(reasons.joined(separator: ", "))}, "rows": \(rows)}
            """
    }
}
