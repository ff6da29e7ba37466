import AdModel

/// What the visitor held in hand.
public enum DeviceType: UInt8, CaseIterable, Sendable {
    case mobile, desktop, tablet

    /// The name in an event's metadata, such as `mobile`.
    public var name: String {
        switch self {
        case .mobile: "mobile"
        case .desktop: "desktop"
        case .tablet: "tablet"
        }
    }
}

/// One visitor's way from an impression to, perhaps, a click and a conversion.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    /// 48 random bits.
    public let bits: UInt64

    /// `s_` and twelve hexadecimal digits: short enough that the text needs no allocation.
    public var description: String {
        String(unsafeUninitializedCapacity: 14) { text in
            text.initializeElement(at: 0, to: UInt8(ascii: "s"))
            text.initializeElement(at: 1, to: UInt8(ascii: "_"))
            for nibble in 0..<12 {
                text.initializeElement(at: 2 + nibble, to: hexDigit(bits >> UInt64(44 - 4 * nibble)))
            }
            return 14
        }
    }
}

/// One made-up event in plain numbers.
public struct TrafficStep: Hashable, Sendable {
    public let type: EventType
    /// Index into ``TrafficGenerator/series``.
    public let placement: Int
    public let time: EventTime
    /// Revenue of a conversion, cost of any other event; never negative.
    public let micros: Int64
    public let eventID: EventID
    public let sessionID: SessionID
    public let device: DeviceType
}

/// One made-up event, with the members of its JSON that counting does not need.
public struct SyntheticEvent: Hashable, Sendable {
    public let event: AdEvent
    public let eventID: EventID
    public let sessionID: SessionID
    public let device: DeviceType

    init(_ step: TrafficStep, series: Series) {
        event = AdEvent(type: step.type, series: series, time: step.time, value: Micros(Int128(step.micros)))
        eventID = step.eventID
        sessionID = step.sessionID
        device = step.device
    }
}
