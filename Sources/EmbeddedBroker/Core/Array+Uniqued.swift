extension Array {
    /// The first element of each key: so that a small request that names a thing a thousand times is answered once.
    func uniqued(by key: (Element) -> some Hashable) -> [Element] {
        var seen: Set<AnyHashable> = []
        return filter { seen.insert(AnyHashable(key($0))).inserted }
    }
}
