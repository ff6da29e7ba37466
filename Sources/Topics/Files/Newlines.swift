import Glibc

extension UnsafeRawBufferPointer {
    /// The place of the first line feed at or after `index`.
    func firstNewline(from index: Int) -> Int? {
        guard index < count, let base = baseAddress, let found = memchr(base + index, 0x0A, count - index)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The place of the last line feed at or after `index`.
    func lastNewline(from index: Int) -> Int? {
        self[index...].lastIndex(of: 0x0A)
    }
}
