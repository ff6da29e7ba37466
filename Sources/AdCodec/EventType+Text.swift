import AdModel

extension EventType {
    /// The type with this name in an event's JSON.
    ///
    /// Names are compared as numbers: eight letters at once, and the last ones once more where there are more.
    @inline(__always)
    init?(name: UnsafeRawBufferPointer) {
        let count = name.count
        guard let start = name.baseAddress, (4...10).contains(count) else { return nil }
        if count >= 8 {
            let head = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
            let tail = UInt64(littleEndian: (start + (count - 8)).loadUnaligned(as: UInt64.self))
            self.init(count: count, head: head, tail: tail)
        } else {
            let head = UInt32(littleEndian: start.loadUnaligned(as: UInt32.self))
            let tail = UInt32(littleEndian: (start + (count - 4)).loadUnaligned(as: UInt32.self))
            self.init(count: count, head: UInt64(head), tail: UInt64(tail))
        }
    }

    @inline(__always)
    private init?(count: Int, head: UInt64, tail: UInt64) {
        switch (count, head, tail) {
        case (10, letters("impressi"), letters("pression")): self = .impression
        case (5, letters("clic"), letters("lick")): self = .click
        case (10, letters("conversi"), letters("nversion")): self = .conversion
        case (4, letters("view"), letters("view")): self = .view
        case (10, letters("engageme"), letters("gagement")): self = .engagement
        case (10, letters("completi"), letters("mpletion")): self = .completion
        case (4, letters("skip"), letters("skip")): self = .skip
        default: return nil
        }
    }
}

/// Up to eight letters as one number, the first one lowest; folded by the compiler.
@inline(__always)
private func letters(_ text: StaticString) -> UInt64 {
    var number: UInt64 = 0
    for index in (0..<text.utf8CodeUnitCount).reversed() { number = number << 8 | UInt64(text.utf8Start[index]) }
    return number
}
