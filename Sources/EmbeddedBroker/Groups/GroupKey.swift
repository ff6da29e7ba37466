/// A group's id as Kafka and SQLite compare it: byte by byte. Swift takes "é" and "e" with an accent behind it for the same
/// string, and one of two groups would go by the name of the other.
struct GroupKey: Hashable, Sendable {
    let id: String

    init(_ id: String) { self.id = id }

    static func == (left: Self, right: Self) -> Bool { left.id.utf8.elementsEqual(right.id.utf8) }

    func hash(into hasher: inout Hasher) {
        var id = id
        id.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
