import AdModel

/// What is wrong with a record's bytes: a number, so that telling a good event from a bad one moves no text about.
public enum EventFault: UInt8, Error {
    case size, tombstone
    case notUTF8, notJSON, notAnObject, tooDeep, extremeNumber, noMemory, loneSurrogate
    case eventType, value, organizationId, campaignId, campaignIdMissing, channel, timestamp

    public var reason: RejectReason {
        switch self {
        case .size: .size
        case .tombstone, .notUTF8, .notJSON, .notAnObject, .tooDeep, .extremeNumber, .noMemory, .loneSurrogate: .json
        case .eventType: .eventType
        case .value: .value
        case .organizationId: .organizationId
        case .campaignId, .campaignIdMissing: .campaignId
        case .channel: .channel
        case .timestamp: .timestamp
        }
    }

    public var rejection: Rejection { Rejection(reason, message) }

    private var message: String {
        switch self {
        case .size: "the record is larger than 64 KiB"
        case .tombstone: "the record has no payload: a tombstone cannot be counted"
        case .notUTF8: "the record is not UTF-8"
        case .notJSON: "the record is not one well-formed JSON object"
        case .notAnObject: "the record is not a JSON object"
        case .tooDeep: "the record's objects and arrays are nested more than 992 deep"
        case .extremeNumber: "a number's exponent is out of all bounds"
        case .noMemory: "there is no memory to read the record"
        case .loneSurrogate: "a string has half a surrogate pair in it"
        case .eventType: "eventType must be impression, click, conversion, view, engagement, completion or skip"
        case .value: "value must be a number from 0 to 1000000000"
        case .organizationId: "organizationId must be a string of 1 to 128 bytes without control characters"
        case .campaignId: "campaignId must be a string of 1 to 128 bytes without control characters"
        case .campaignIdMissing: "campaignId must be there"
        case .channel: "channel must be a string of 1 to 128 bytes without control characters"
        case .timestamp:
            "timestamp must be RFC 3339 with an offset, or whole milliseconds since 1970, from 2000 up to 2100"
        }
    }
}
