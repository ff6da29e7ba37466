/// Whether two runs of bytes are equal; inline, for names are too short for a call to pay.
///
/// - Parameter count: of both.
/// - Complexity: O(count), eight bytes at a time.
@inlinable
@inline(__always)
public func areEqualBytes(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, count: Int) -> Bool {
    func word(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    guard count >= 8 else {
        for offset in 0..<count
        where a.load(fromByteOffset: offset, as: UInt8.self) != b.load(fromByteOffset: offset, as: UInt8.self) {
            return false
        }
        return true
    }
    var offset = 0
    while offset + 8 < count {
        if word(a, offset) != word(b, offset) { return false }
        offset += 8
    }
    // The last eight, some of them once more.
    return word(a, count - 8) == word(b, count - 8)
}

/// Compares as bytes: negative, zero or positive where the first run comes before, is equal to or comes after the second.
///
/// - Complexity: O(the shorter count), eight bytes at a time.
public func compareBytes(_ a: UnsafeRawPointer, _ countA: Int, _ b: UnsafeRawPointer, _ countB: Int) -> Int {
    let count = min(countA, countB)
    var offset = 0
    while offset + 8 <= count {
        let wordA = UInt64(bigEndian: a.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let wordB = UInt64(bigEndian: b.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        if wordA != wordB { return wordA < wordB ? -1 : 1 }
        offset += 8
    }
    while offset < count {
        let (byteA, byteB) = (
            a.load(fromByteOffset: offset, as: UInt8.self), b.load(fromByteOffset: offset, as: UInt8.self)
        )
        if byteA != byteB { return byteA < byteB ? -1 : 1 }
        offset += 1
    }
    return countA - countB
}
