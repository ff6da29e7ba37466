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
        /// Not an event's own: an object without them is no envelope of a recorded topic.
        case payload, payloadBase64
    }

    private let scanner = ObjectScanner<Member>(capacity: maxBytes)
    private let scratch = Scratch(capacity: maxBytes)
    private var minutes = MinuteCache()
    /// What an event counts for that has none.
    private let absentOrganization = UnsafeRawBufferPointer("default")
    private let absentChannel = UnsafeRawBufferPointer("unknown")

    public init() {}

    /// Judges one record. The reasons are tried in the order of `RejectReason`: size … timestamp.
    ///
    /// - Complexity: O(bytes), one pass.
    public func decode(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        releaseViews()
        switch read(bytes) {
        case .success(let view): return .event(AdEvent(view))
        case .failure(let fault): return .rejected(fault.rejection)
        }
    }

    /// As ``decode(_:)``, but the names are only lent: as long as the bytes are, and until ``releaseViews()``.
    ///
    /// - Complexity: O(bytes), one pass; no allocation but for escaped text.
    @inline(__always)
    public func read(_ bytes: UnsafeRawBufferPointer) -> Result<EventView, EventFault> {
        guard bytes.count <= Self.maxBytes else { return .failure(.size) }
        if let fault = scanner.scan(bytes).fault { return .failure(fault) }
        return event()
    }

    /// Takes up lines of a recorded topic, which must stay, for ``readBare(from:)``.
    func beginLines(_ lines: UnsafeRawBufferPointer) {
        scanner.beginLines(lines)
    }

    /// As ``read(_:)``, for the line that begins at a place in those lines, if its shape was seen before.
    ///
    /// - Returns: also the line's length without its end; nil when the shape is not known or may be an envelope's.
    @inline(__always)
    func readBare(from: Int) -> (length: Int, event: Result<EventView, EventFault>)? {
        guard let length = scanner.scanKnownLine(from: from), length <= Self.maxBytes,
            scanner[.payload].kind == .absent, scanner[.payloadBase64].kind == .absent
        else { return nil }
        return (length, event())
    }

    /// Ends the loan of all names.
    public func releaseViews() {
        scratch.reset()
    }

    @inline(__always)
    private func event() -> Result<EventView, EventFault> {
        guard let type = eventType() else { return .failure(.eventType) }
        guard let value = money() else { return .failure(.value) }
        let organization = name(.organizationId)
        guard organization.isGood else { return .failure(organization.fault(.organizationId)) }
        let campaign = name(.campaignId)
        guard campaign.isGood else { return .failure(campaign.fault(.campaignId)) }
        guard let campaignBytes = campaign.bytes else { return .failure(.campaignIdMissing) }
        let channel = name(.channel)
        guard channel.isGood else { return .failure(channel.fault(.channel)) }
        guard let time = time() else { return .failure(.timestamp) }
        let series = SeriesView(
            organization: organization.bytes ?? absentOrganization, campaign: campaignBytes,
            channel: channel.bytes ?? absentChannel)
        return .success(EventView(type: type, time: time, value: value, series: series))
    }

    @inline(__always)
    private func eventType() -> EventType? {
        let member = scanner[.eventType]
        return member.kind == .string ? EventType(name: scratch.unescape(member).bytes) : nil
    }

    /// In micros.
    @inline(__always)
    private func money() -> Int64? {
        let member = scanner[.value]
        switch member.kind {
        case .absent, .null: return 0
        case .integer, .decimal:
            if let plain = member.plainMicros, plain <= Micros.eventLimit.count { return plain }
            return Micros(eventValue: DecimalText(member.text)).map { Int64($0.count) }
        case .string, .other: return nil
        }
    }

    /// What stands for a name.
    private struct FoundName {
        /// nil when the member is absent or null.
        var bytes: UnsafeRawBufferPointer?
        var isGood = true
        var hasLoneSurrogate = false

        func fault(_ fault: EventFault) -> EventFault { hasLoneSurrogate ? .loneSurrogate : fault }
    }

    @inline(__always)
    private func name(_ member: Member) -> FoundName {
        let found = scanner[member]
        // Nearly every name: nothing in it is to be unescaped, and none of its bytes can break the rule.
        if found.plain, found.kind == .string {
            return FoundName(bytes: found.text, isGood: NameText.hasLength(found.text))
        }
        return unusualName(found)
    }

    private func unusualName(_ found: csj_value) -> FoundName {
        switch found.kind {
        case .absent, .null: return FoundName()
        case .string:
            let text = scratch.unescape(found)
            let isGood = !text.hasLoneSurrogate && NameText.isName(text.bytes)
            return FoundName(bytes: text.bytes, isGood: isGood, hasLoneSurrogate: text.hasLoneSurrogate)
        case .integer, .decimal, .other: return FoundName(isGood: false)
        }
    }

    @inline(__always)
    private func time() -> EventTime? {
        let member = scanner[.timestamp]
        let time: EventTime? =
            switch member.kind {
            case .integer: member.integer.map(EventTime.init(milliseconds:))
            case .string: minutes.time(scratch.unescape(member).bytes)
            case .absent, .null, .decimal, .other: nil
            }
        if let time, time >= .earliest, time < .limit { return time }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// Bytes that are always there.
    fileprivate init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
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

extension csj_value {
    /// The millionths of a plain number such as `12.3456`: nearly every value there is, without a look at its digits.
    ///
    /// - Returns: nil where they are not told, or are too many.
    @inline(__always)
    fileprivate var plainMicros: Int64? {
        guard plain, decimals <= 6, digits <= 1_000_000_000_000 else { return nil }
        // Up to 10^18, which fits.
        return Int64(bitPattern: digits) * powersOfTen[6 - Int(decimals)]
    }
}

private let powersOfTen: InlineArray<7, Int64> = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

extension csj_status {
    /// What is wrong with a record of which the scanner says this, or nil.
    fileprivate var fault: EventFault? {
        switch self {
        case .ok: nil
        case .extreme_number: .extremeNumber
        case .not_utf8: .notUTF8
        case .not_json: .notJSON
        case .not_an_object: .notAnObject
        case .too_deep: .tooDeep
        case .no_memory: .noMemory
        }
    }
}
