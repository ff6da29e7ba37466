/// Names by eight bytes at a time.
@usableFromInline
enum NameWord {
    /// The eight bytes up to an end; where there are fewer, all of them: in parts that overlap, so that nothing loops over
    /// single bytes.
    ///
    /// Of two runs of one length that differ only there, these words differ.
    ///
    /// - Parameters:
    ///   - count: of the bytes from `bytes` to the end: 1 to 8.
    ///   - isInside: whether there are eight bytes before the end.
    @inlinable @inline(__always)
    static func last(of bytes: UnsafeRawPointer, _ count: Int, isInside: Bool) -> UInt64 {
        if isInside { return (bytes + (count - 8)).loadUnaligned(as: UInt64.self) }
        if count >= 4 {
            let tail = (bytes + (count - 4)).loadUnaligned(as: UInt32.self)
            return UInt64(bytes.loadUnaligned(as: UInt32.self)) << 32 | UInt64(tail)
        }
        let (first, middle) = (bytes.load(as: UInt8.self), (bytes + count / 2).load(as: UInt8.self))
        return UInt64(first) << 16 | UInt64(middle) << 8 | UInt64((bytes + (count - 1)).load(as: UInt8.self))
    }
}

extension SeriesView {
    /// Whether these are the names that stand one behind the other, each as long as its own.
    ///
    /// - Complexity: O(bytes), eight at a time.
    @inlinable @inline(__always)
    public func isEqual(to names: UnsafeRawPointer) -> Bool {
        Self.isEqual(organization, names) && Self.isEqual(campaign, names + organization.count)
            && Self.isEqual(channel, names + organization.count + campaign.count)
    }

    @inlinable @inline(__always)
    static func isEqual(_ name: UnsafeRawBufferPointer, _ other: UnsafeRawPointer) -> Bool {
        guard var word = name.baseAddress, name.count > 0 else { return true }
        var otherWord = other
        var left = name.count
        while left > 8 {
            if word.loadUnaligned(as: UInt64.self) != otherWord.loadUnaligned(as: UInt64.self) { return false }
            word += 8
            otherWord += 8
            left -= 8
        }
        let isInside = name.count >= 8
        return NameWord.last(of: word, left, isInside: isInside)
            == NameWord.last(of: otherWord, left, isInside: isInside)
    }
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

/// Compares as bytes, as above.
public func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    guard let startA = a.baseAddress, let startB = b.baseAddress else { return a.count - b.count }
    return compareBytes(startA, a.count, startB, b.count)
}
