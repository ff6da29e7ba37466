import AdModel
import CSimdJSON

extension EventType {
    /// The type with this name in an event's JSON.
    init?(name: UnsafeRawBufferPointer) {
        guard let (type, expected) = Self.candidate(for: name), let start = name.baseAddress,
            csj_equal(start, expected.utf8Start, name.count)
        else { return nil }
        self = type
    }

    /// The only type that can have this name: names of one length differ in their third letter.
    private static func candidate(for name: UnsafeRawBufferPointer) -> (EventType, StaticString)? {
        guard (4...10).contains(name.count) else { return nil }
        return switch (name.count, name[2]) {
        case (10, UInt8(ascii: "p")): (.impression, "impression")
        case (5, UInt8(ascii: "i")): (.click, "click")
        case (10, UInt8(ascii: "n")): (.conversion, "conversion")
        case (4, UInt8(ascii: "e")): (.view, "view")
        case (10, UInt8(ascii: "g")): (.engagement, "engagement")
        case (10, UInt8(ascii: "m")): (.completion, "completion")
        case (4, UInt8(ascii: "i")): (.skip, "skip")
        default: nil
        }
    }
}
