import AdModel

/// Finds a text in names, whatever the case of their letters.
struct NameSearch {
    private let wanted: [UInt8]
    private let isASCII: Bool

    init(_ text: String) {
        wanted = Array(text.lowercased().utf8)
        isASCII = wanted.allSatisfy { $0 < 0x80 }
    }

    /// - Complexity: O(bytes of the name × bytes of the text); without an allocation where the text is ASCII.
    func matches<Role>(_ name: Name<Role>) -> Bool {
        if isASCII { return name.withBytes { occurs(in: $0, lowering: Self.lower) } }
        return Array(name.text.lowercased().utf8).withUnsafeBufferPointer { occurs(in: $0, lowering: { $0 }) }
    }

    private func occurs(in bytes: UnsafeBufferPointer<UInt8>, lowering lower: (UInt8) -> UInt8) -> Bool {
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            wanted.indices.allSatisfy { lower(bytes[start + $0]) == wanted[$0] }
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
