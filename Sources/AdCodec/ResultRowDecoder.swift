import AdModel
import CSimdJSON

/// Why bytes of a results topic are not a row: one line for a log.
public struct ResultRowError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Bytes of a `results` or `results.live` record to a row; confined to one thread.
///
/// Total and exact: money is read from its decimal text. Members that it does not know are ignored, and so are the
/// ratios, which are functions of the sums.
///
/// - Source: DESIGN §3.
public final class ResultRowDecoder {
    private enum Member: Int, MemberName {
        case windowStart, windowEnd, organizationId, campaignId, channel, partition
        case impressions, clicks, conversions, views, engagements, completions, skips, spend, revenue
        case status, revision, epoch, throughOffset
    }

    private let scanner = ObjectScanner<Member>(capacity: 4096)
    private let scratch = Scratch(capacity: 4096)

    public init() {}

    /// - Throws: one line that names the member and what it should be.
    /// - Complexity: O(bytes).
    public func decode(_ bytes: UnsafeRawBufferPointer) throws(ResultRowError) -> ResultRow {
        scratch.reset()
        switch scanner.scan(bytes) {
        case .ok, .extreme_number: break
        case .not_utf8: throw ResultRowError("the row is not UTF-8")
        case .no_memory: throw ResultRowError("there is no memory to read a row of \(bytes.count) bytes")
        case .not_json, .not_an_object, .too_deep: throw ResultRowError("the row is not one well-formed JSON object")
        }
        return ResultRow(
            window: try window(), series: try series(), partition: Int32(try integer(.partition, upTo: maxInt32)),
            totals: try totals(), status: try status(),
            revision: try integer(.revision, upTo: ResultRow.revisionLimit),
            epoch: Int32(try integer(.epoch, upTo: Int64(ResultRow.epochLimit))),
            throughOffset: try integer(.throughOffset, upTo: .max))
    }

    private let maxInt32 = Int64(Int32.max)

    private func window() throws(ResultRowError) -> Window {
        let window = Window(start: try time(.windowStart), end: try time(.windowEnd))
        guard window.start < window.end else { throw ResultRowError("windowEnd must be after windowStart") }
        return window
    }

    private func series() throws(ResultRowError) -> Series {
        Series(
            organization: try name(.organizationId), campaign: try name(.campaignId), channel: try name(.channel))
    }

    private func totals() throws(ResultRowError) -> Totals {
        var totals = Totals()
        totals.impressions = try count(.impressions)
        totals.clicks = try count(.clicks)
        totals.conversions = try count(.conversions)
        totals.views = try count(.views)
        totals.engagements = try count(.engagements)
        totals.completions = try count(.completions)
        totals.skips = try count(.skips)
        totals.spend = try money(.spend)
        totals.revenue = try money(.revenue)
        return totals
    }

    private func time(_ member: Member) throws(ResultRowError) -> EventTime {
        if let text = text(member), let time = RFC3339.parse(text) { return time }
        throw ResultRowError("\(member) must be an RFC 3339 time")
    }

    private func name<Role>(_ member: Member) throws(ResultRowError) -> Name<Role> {
        if let text = text(member), let name = NameText.text(text) { return Name(name) }
        throw ResultRowError("\(member) must be a string of 1 to 128 bytes without control characters")
    }

    private func status() throws(ResultRowError) -> RowStatus {
        if let text = text(.status), let status = RowStatus(rawValue: String(decoding: text, as: UTF8.self)) {
            return status
        }
        throw ResultRowError("status must be open or final")
    }

    /// The bytes of a string that is UTF-8; valid until the next string is read.
    private func text(_ member: Member) -> UnsafeRawBufferPointer? {
        guard scanner[member].kind == .string else { return nil }
        let text = scratch.unescape(scanner[member])
        return text.hasLoneSurrogate ? nil : text.bytes
    }

    private func count(_ member: Member) throws(ResultRowError) -> Int64 {
        try integer(member, upTo: Totals.countLimit)
    }

    private func integer(_ member: Member, upTo limit: Int64) throws(ResultRowError) -> Int64 {
        let found = scanner[member]
        if let value = found.integer, value >= 0, value <= limit { return value }
        throw ResultRowError("\(member) must be a whole number from 0 to \(limit)")
    }

    private func money(_ member: Member) throws(ResultRowError) -> Micros {
        let found = scanner[member]
        guard found.kind == .integer || found.kind == .decimal else {
            throw ResultRowError("\(member) must be a number")
        }
        if let micros = Micros(rowAmount: DecimalText(found.text)) { return micros }
        throw ResultRowError("\(member) must have at most 6 decimals and 18 digits before them")
    }
}

extension Micros {
    /// An amount in a row; nil when it is not a whole number of micros or beyond the limit.
    init?(rowAmount: DecimalText) {
        guard let (whole, rest) = rowAmount.micros(), rest == .none, whole <= Micros.rowLimit.count else { return nil }
        self.init(rowAmount.isNegative ? -whole : whole)
    }
}
