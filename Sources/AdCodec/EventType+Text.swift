import AdModel

extension EventType {
    /// The type with this name in an event's JSON.
    init?(name: UnsafeRawBufferPointer) {
        guard let candidate = Self.candidate(for: name), name.elementsEqual(candidate.name.utf8) else { return nil }
        self = candidate
    }

    /// The only type that can have this name: names of one length differ in their third letter.
    private static func candidate(for name: UnsafeRawBufferPointer) -> EventType? {
        guard (4...10).contains(name.count) else { return nil }
        return switch (name.count, Unicode.Scalar(name[2])) {
        case (10, "p"): .impression
        case (5, "i"): .click
        case (10, "n"): .conversion
        case (4, "e"): .view
        case (10, "g"): .engagement
        case (10, "m"): .completion
        case (4, "i"): .skip
        default: nil
        }
    }
}
