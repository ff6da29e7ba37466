/// A number for several names, to find their place in a table: a few multiplications where `Hasher` takes dozens of
/// rounds.
///
/// Whoever chooses the names does not know the seed, so cannot make them collide on purpose; it is no cryptography.
///
/// - Source: the "folded multiply" of wyhash and its kin: the halves of a 128-bit product, combined.
struct NameHash {
    private static let seed = UInt64.random(in: .min ... .max)
    private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

    private(set) var value = NameHash.seed

    /// Takes in a name; its length too, so that ("ab", "c") and ("a", "bc") differ.
    ///
    /// - Complexity: O(bytes), eight at a time.
    mutating func combine(_ name: UnsafeRawBufferPointer) {
        let count = name.count
        guard count >= 8 else { return mix(Self.short(name), count) }
        var offset = 0
        while offset + 8 < count {
            mix(name.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0)
            offset += 8
        }
        // The last eight bytes, some of them once more: no loop over single bytes.
        mix(name.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self), count)
    }

    /// Fewer than eight bytes as one number.
    @inline(__always)
    private static func short(_ name: UnsafeRawBufferPointer) -> UInt64 {
        let count = name.count
        if count >= 4 {
            let head = name.loadUnaligned(as: UInt32.self)
            let tail = name.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            return UInt64(head) << 32 | UInt64(tail)
        }
        guard count > 0 else { return 0 }
        return UInt64(name[0]) << 16 | UInt64(name[count / 2]) << 8 | UInt64(name[count - 1])
    }

    @inline(__always)
    private mutating func mix(_ word: UInt64, _ count: Int) {
        let product = (value ^ word).multipliedFullWidth(by: Self.odd ^ UInt64(truncatingIfNeeded: count) << 1)
        value = product.high ^ product.low ^ Self.seed
    }
}
