/// `-X name=value` as people mistype it: joined, with a sign or a space too many or too few, without the `-X`.
enum MistypedOverride {
    /// What the first of these arguments may have been meant to set.
    ///
    /// - Parameter arguments: from one of the program's to its last: a value may be two further on.
    /// - Returns: the value as it stands and without its sign, under the property's name; empty where there is none.
    static func read(_ arguments: ArraySlice<String>) -> [(name: String, value: String)] {
        guard let first = arguments.first else { return [] }
        if first == "-X" { return pair(arguments.dropFirst()) }
        let isOverride = first.hasPrefix("-X")
        let word = String(first.dropFirst(isOverride ? 2 : 0).drop { $0 == "-" || isSign($0) })
        let isProperty = ["sasl.", "ssl."].contains { word.lowercased().hasPrefix($0) }
        guard isOverride || isProperty || word.contains("=") else { return [] }
        return pair([word] + arguments.dropFirst())
    }

    private static func pair(_ words: ArraySlice<String>) -> [(name: String, value: String)] {
        guard let word = words.first?.drop(while: isSign) else { return [] }
        let end = word.firstIndex(where: isSign) ?? word.endIndex
        let values = [String(word[end...].dropFirst())] + words.dropFirst().prefix(2)
        // The sign may be an argument of its own.
        guard let value = values.first(where: { !$0.allSatisfy(isSign) }) else { return [] }
        let name = word[..<end].lowercased()
        return [(name, value), (name, String(value.drop(while: isSign)))]
    }

    private static func isSign(_ character: Character) -> Bool {
        character == "=" || character == ":" || character.isWhitespace
    }
}
