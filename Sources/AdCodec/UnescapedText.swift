import CSimdJSON

/// A JSON string's bytes after unescaping.
struct UnescapedText {
    /// Points into the JSON or into the scratch; valid as long as both are.
    let bytes: UnsafeRawBufferPointer
    /// Half of a surrogate pair was escaped: the bytes are not UTF-8.
    let hasLoneSurrogate: Bool
}

/// Room to unescape strings in, lent until all of it is taken back at once; confined to one thread.
///
/// It grows by whole chunks, so that what was lent before stays where it is.
final class Scratch {
    private let capacity: Int
    private var full: [UnsafeMutableRawBufferPointer] = []
    private var room: UnsafeMutableRawBufferPointer
    private var used = 0

    /// - Parameter capacity: bytes to begin with.
    init(capacity: Int) {
        self.capacity = capacity
        room = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        for chunk in full { chunk.deallocate() }
        room.deallocate()
    }

    /// Takes back all that was lent.
    ///
    /// - Complexity: O(1) unless it has grown.
    func reset() {
        used = 0
        if full.isEmpty { return }
        for chunk in full { chunk.deallocate() }
        full = []
    }

    /// Lends at least `count` bytes; all but the first `count` are lent again.
    func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if room.count - used < count {
            full.append(room)
            room = .allocate(byteCount: max(count, capacity), alignment: 1)
            used = 0
        }
        let lent = UnsafeMutableRawBufferPointer(rebasing: room[used..<used + count])
        used += count
        return lent
    }

    /// - Parameter value: a string that a scan has found.
    /// - Complexity: O(1) when nothing in it is escaped, else O(length).
    @inline(__always)
    func unescape(_ value: csj_value) -> UnescapedText {
        guard value.escaped, let start = value.start else {
            return UnescapedText(bytes: value.text, hasLoneSurrogate: false)
        }
        return unescape(start, Int(value.length))
    }

    private func unescape(_ start: UnsafePointer<UInt8>, _ length: Int) -> UnescapedText {
        let room = reserve(length)
        var hasLoneSurrogate = false
        let destination = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let count = csj_unescape(start, length, destination, &hasLoneSurrogate)
        used -= length - count
        return UnescapedText(
            bytes: UnsafeRawBufferPointer(rebasing: room[..<count]), hasLoneSurrogate: hasLoneSurrogate)
    }
}
