/// A number for three names, to find their place in a table: a few multiplications where `Hasher` takes dozens of rounds.
///
/// Whoever chooses the names does not know the seed, so cannot make them collide on purpose; it is no cryptography.
///
/// - Source: the "folded multiply" of wyhash and its kin: the halves of a 128-bit product, combined.
struct NameHash {
    private static let seed = UInt64.random(in: .min ... .max)

    private(set) var value: UInt64
    private let seed: UInt64

    init() {
        seed = Self.seed
        value = seed
    }

    /// Takes in a name; its length too, so that ("ab", "c") and ("a", "bc") differ.
    ///
    /// - Complexity: O(bytes), eight at a time.
    @inline(__always)
    mutating func combine(_ name: UnsafeRawBufferPointer) {
        guard var word = name.baseAddress, name.count > 0 else { return mix(0, 0) }
        var left = name.count
        while left > 8 {
            mix(word.loadUnaligned(as: UInt64.self), 0)
            word += 8
            left -= 8
        }
        mix(NameWord.last(of: word, left, isInside: name.count >= 8), name.count)
    }

    @inline(__always)
    private mutating func mix(_ word: UInt64, _ count: Int) {
        let multiplier = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count) << 1
        let product = (value ^ word).multipliedFullWidth(by: multiplier)
        value = product.high ^ product.low ^ seed
    }
}
