import AdModel

extension Milliseconds {
    static func + (a: Milliseconds, b: Milliseconds) -> Milliseconds { Milliseconds(a.count + b.count) }
    static func - (a: Milliseconds, b: Milliseconds) -> Milliseconds { Milliseconds(a.count - b.count) }

    /// This length, rounded up to windows of `size`.
    func wholeWindows(of size: Milliseconds) -> Milliseconds {
        let size = max(1, size.count)
        return Milliseconds((count + size - 1) / size * size)
    }
}
