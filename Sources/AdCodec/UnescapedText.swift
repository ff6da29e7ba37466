import CSimdJSON

/// A JSON string's bytes after unescaping.
struct UnescapedText {
    /// Points into the JSON or into the scratch; valid until either is used again.
    let bytes: UnsafeRawBufferPointer
    /// Half of a surrogate pair was escaped: the bytes are not UTF-8.
    let hasLoneSurrogate: Bool
}

/// Room to unescape strings in; confined to one thread.
final class Scratch {
    private var room: UnsafeMutableRawBufferPointer

    init(capacity: Int) {
        room = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        room.deallocate()
    }

    /// Lends at least `count` bytes, until the next call.
    func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if room.count < count {
            room.deallocate()
            room = .allocate(byteCount: max(count, 2 * room.count), alignment: 1)
        }
        return room
    }

    /// - Parameter value: a string that a scan has found.
    /// - Complexity: O(1) when nothing in it is escaped, else O(length).
    func unescape(_ value: csj_value) -> UnescapedText {
        guard value.escaped, let start = value.start else {
            return UnescapedText(bytes: value.text, hasLoneSurrogate: false)
        }
        let room = reserve(Int(value.length))
        var hasLoneSurrogate = false
        let destination = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let count = csj_unescape(start, Int(value.length), destination, &hasLoneSurrogate)
        return UnescapedText(
            bytes: UnsafeRawBufferPointer(rebasing: room[..<count]), hasLoneSurrogate: hasLoneSurrogate)
    }
}
