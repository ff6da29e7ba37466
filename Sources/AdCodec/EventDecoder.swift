import AdModel
import CSimdJSON

/// Bytes of a `logs` record to an event or the reason why there is none; confined to one thread.
///
/// Total: any bytes get a verdict, the same one every time. Time is not judged here: `future` and `late` need the
/// record's Kafka timestamp and the watermark.
///
/// - Source: DESIGN §3.
public final class EventDecoder {
    /// The largest record that is looked into.
    public static let maxBytes = 65_536

    private enum Member: Int, MemberName {
        case eventType, value, organizationId, campaignId, channel, timestamp
    }

    private struct Rejected: Error {
        let rejection: Rejection

        init(_ reason: RejectReason, _ message: String) {
            rejection = Rejection(reason, message)
        }
    }

    private let scanner = ObjectScanner<Member>(capacity: maxBytes)
    private let scratch = Scratch(capacity: maxBytes)
    private let names = NameCache()

    public init() {}

    /// Judges one record. The reasons are tried in the order of `RejectReason`: size … timestamp.
    ///
    /// - Complexity: O(bytes), one pass; allocates only for names of more than 15 bytes that it has not seen lately.
    public func decode(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        do throws(Rejected) {
            return .event(try event(bytes))
        } catch {
            return .rejected(error.rejection)
        }
    }

    private func event(_ bytes: UnsafeRawBufferPointer) throws(Rejected) -> AdEvent {
        guard bytes.count <= Self.maxBytes else {
            throw Rejected(.size, "the record is larger than 64 KiB")
        }
        if let fault = scanner.scan(bytes).fault { throw Rejected(.json, fault) }
        let type = try eventType()
        let value = try money()
        let organization = try name(.organizationId, reason: .organizationId).map { OrganizationID($0) }
        guard let campaign = try name(.campaignId, reason: .campaignId) else {
            throw Rejected(.campaignId, "campaignId must be there")
        }
        let channel = try name(.channel, reason: .channel).map { Channel($0) }
        let series = Series(
            organization: organization ?? .absent, campaign: CampaignID(campaign), channel: channel ?? .absent)
        return AdEvent(type: type, series: series, time: try time(), value: value)
    }

    private func eventType() throws(Rejected) -> EventType {
        let member = scanner[.eventType]
        if member.kind == .string, let type = EventType(name: scratch.unescape(member).bytes) { return type }
        throw Rejected(
            .eventType,
            "eventType must be impression, click, conversion, view, engagement, completion or skip")
    }

    private func money() throws(Rejected) -> Micros {
        let member = scanner[.value]
        switch member.kind {
        case .absent, .null: return .zero
        case .integer, .decimal:
            let text = member.text
            if let plain = DecimalText.plainMicros(text), plain <= Micros.eventLimit.count {
                return Micros(Int128(plain))
            }
            if let micros = Micros(eventValue: DecimalText(text)) { return micros }
        case .string, .other: break
        }
        throw Rejected(.value, "value must be a number from 0 to 1000000000")
    }

    /// - Returns: nil when the member is absent or null.
    private func name(_ member: Member, reason: RejectReason) throws(Rejected) -> String? {
        let found = scanner[member]
        switch found.kind {
        case .absent, .null: return nil
        case .string:
            let text = scratch.unescape(found)
            if text.hasLoneSurrogate { throw Rejected(.json, "a string has half a surrogate pair in it") }
            if let name = names.text(text.bytes) { return name }
        case .integer, .decimal, .other: break
        }
        throw Rejected(reason, Self.nameMessage(reason))
    }

    private static func nameMessage(_ reason: RejectReason) -> String {
        switch reason {
        case .organizationId: "organizationId must be a string of 1 to 128 bytes without control characters"
        case .channel: "channel must be a string of 1 to 128 bytes without control characters"
        default: "campaignId must be a string of 1 to 128 bytes without control characters"
        }
    }

    private func time() throws(Rejected) -> EventTime {
        let member = scanner[.timestamp]
        let time: EventTime? =
            switch member.kind {
            case .integer: parseInteger(member.text).map(EventTime.init(milliseconds:))
            case .string: RFC3339.parse(scratch.unescape(member).bytes)
            case .absent, .null, .decimal, .other: nil
            }
        if let time, time >= .earliest, time < .limit { return time }
        throw Rejected(
            .timestamp,
            "timestamp must be RFC 3339 with an offset, or whole milliseconds since 1970, from 2000 up to 2100")
    }
}

extension Micros {
    /// An event's value, rounded half to even; nil when it is below 0 or above the limit, by however little.
    init?(eventValue: DecimalText) {
        if eventValue.isNegative && !eventValue.isZero { return nil }
        guard let (whole, rest) = eventValue.micros(), whole <= Micros.eventLimit.count else { return nil }
        if whole == Micros.eventLimit.count && rest != .none { return nil }
        let isOdd = whole & 1 == 1
        self.init(rest == .aboveHalf || (rest == .half && isOdd) ? whole + 1 : whole)
    }
}

extension csj_status {
    /// What is wrong with a record of which the scanner says this, or nil.
    fileprivate var fault: String? {
        switch self {
        case .ok: nil
        case .extreme_number: "a number's exponent is out of all bounds"
        case .not_utf8: "the record is not UTF-8"
        case .not_json: "the record is not one well-formed JSON object"
        case .not_an_object: "the record is not a JSON object"
        case .too_deep: "the record's objects and arrays are nested more than 992 deep"
        case .no_memory: "there is no memory to read the record"
        }
    }
}
