/// Text in a buffer that is used again and again, with digits to be put into it.
struct Digits: ~Copyable {
    private let buffer: UnsafeMutableRawBufferPointer

    init(capacity: Int) {
        buffer = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { buffer.deallocate() }

    /// Valid until the next change.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[range]) }

    mutating func copy(_ text: [UInt8]) { buffer.copyBytes(from: text) }

    /// The lowest digits of a number, with zeros in front.
    mutating func put(decimal number: UInt64, digits: Int, at place: Int) {
        var rest = UInt32(truncatingIfNeeded: number)
        var index = place + digits
        while index > place {
            index -= 1
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    mutating func put(hex number: UInt64, digits: Int, at place: Int) {
        var rest = number
        var index = place + digits
        while index > place {
            index -= 1
            let digit = UInt8(truncatingIfNeeded: rest & 0xF)
            buffer[index] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
            rest >>= 4
        }
    }
}
