import AdModel

/// A UUID of version 7: its first 48 bits are a time in milliseconds, so that ids sort as the events happened.
///
/// - Source: RFC 9562, section 5.7.
public struct EventID: Hashable, Sendable, CustomStringConvertible {
    public let high: UInt64
    public let low: UInt64

    /// - Parameters:
    ///   - time: not before 1970.
    ///   - randomA, randomB: 12 and 62 of their bits are used.
    init(time: EventTime, randomA: UInt64, randomB: UInt64) {
        high = UInt64(bitPattern: time.milliseconds) << 16 | 0x7000 | randomA & 0x0FFF
        low = 0x8000_0000_0000_0000 | randomB & 0x3FFF_FFFF_FFFF_FFFF
    }

    /// The usual text of 36 characters, in lower case.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { text in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    text.initializeElement(at: position, to: UInt8(ascii: "-"))
                    position += 1
                }
                let half = nibble < 16 ? high : low
                text.initializeElement(at: position, to: hexDigit(half >> UInt64(60 - 4 * (nibble & 15))))
                position += 1
            }
            return position
        }
    }
}

/// The hexadecimal digit of the lowest four bits.
func hexDigit(_ bits: UInt64) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 15)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}
