/// A number for three names, to find their place in a table: a few multiplications where `Hasher` takes dozens of rounds.
///
/// Whoever chooses the names does not know the seed, so cannot make them collide on purpose; it is no cryptography.
///
/// - Source: the "folded multiply" of wyhash and its kin: the halves of a 128-bit product, combined.
@usableFromInline
enum NameHash {
    @usableFromInline static let seed = UInt64.random(in: .min ... .max)

    /// - Complexity: O(bytes), eight at a time; names of up to eight bytes side by side.
    @inlinable @inline(__always)
    static func value(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, _ third: UnsafeRawBufferPointer
    ) -> UInt64 {
        let seed = seed
        // Lengths too, so that ("ab", "c") and ("a", "bc") differ.
        let lengths = UInt64(truncatingIfNeeded: first.count | second.count << 16 | third.count << 32)
        let pair = fold(word(first, seed) ^ seed, word(second, seed) ^ 0xA076_1D64_78BD_642F)
        return fold(pair ^ lengths ^ 0xE703_7ED1_A0B4_28DB, word(third, seed) ^ seed)
    }

    /// A name as one number: itself where it has up to eight bytes.
    @inlinable @inline(__always)
    static func word(_ name: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        var left = name.count
        guard left > 0, var bytes = name.baseAddress else { return 0 }
        var value: UInt64 = 0
        while left > 8 {
            value = fold(value ^ bytes.loadUnaligned(as: UInt64.self) ^ seed, 0x9E37_79B9_7F4A_7C15)
            bytes += 8
            left -= 8
        }
        return value ^ NameWord.last(of: bytes, left, isInside: name.count >= 8)
    }

    @inlinable @inline(__always)
    static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
