/// Cuts secrets out of text before it is logged.
///
/// librdkafka redacts what it knows to be sensitive, which is not all (2.0.2 prints `sasl.oauthbearer.client.secret` with
/// `debug=conf`), and its errors quote parts of values. So every line is searched for the values themselves.
public struct SecretMask: Sendable {
    /// Shorter ones are left: they would be found in everything.
    static let shortestSecret = 4
    private static let stars = Array("***".utf8)

    /// As bytes, the longest first, so that a secret that contains another goes as a whole.
    private let secrets: [[UInt8]]

    /// - Parameter properties: of librdkafka; those that are no secrets are not looked at.
    init(properties: [String: String]) {
        self.init(given: properties.map { ($0.key, $0.value) })
    }

    /// For what is said before there is a configuration, such as a command line that cannot be read.
    ///
    /// - Parameters:
    ///   - arguments: of the program; `-X name=value` counts, and what it becomes by mistake.
    ///   - environment: `KAFKA_<NAME>` counts.
    public init(arguments: [String], environment: [String: String]) {
        let variables: [(name: String, value: String)] = environment.compactMap { variable, value in
            KafkaConfiguration.property(of: variable).map { ($0, value) }
        }
        self.init(given: variables + arguments.indices.flatMap { MistypedOverride.read(arguments[$0...]) })
    }

    private init(given: [(name: String, value: String)]) {
        self.init(secrets: given.filter { isSecret($0.name) }.flatMap { Self.pieces($0.name, $0.value) })
    }

    private init(secrets: [String]) {
        let distinct = Set(secrets.map { Array($0.utf8) }.filter { $0.count >= Self.shortestSecret })
        self.secrets = distinct.sorted { $0.count > $1.count }
    }

    /// The value; its lines, for whoever prints one; and of a list the words, because librdkafka quotes the end of a list
    /// that it cannot read. None of a certificate: it is public, and thousands of lines long in a bundle.
    private static func pieces(_ name: String, _ value: String) -> [String] {
        if value.contains("CERTIFICATE-----"), !value.contains("PRIVATE KEY-----") { return [] }
        let isList = name.hasSuffix(".config")
        let separators: (Character) -> Bool = isList ? \.isWhitespace : \.isNewline
        let parts = value.split(whereSeparator: separators).map(String.init)
        return [value] + parts + (isList ? parts.compactMap(secretInWord) : [])
    }

    /// What is after the `=`, but for names and times, which lines need to be understood.
    private static func secretInWord(_ word: String) -> String? {
        guard let sign = word.firstIndex(of: "=") else { return nil }
        let harmless: Set = ["principal", "principalClaimName", "scope", "scopeClaimName", "lifeSeconds"]
        return harmless.contains(String(word[..<sign])) ? nil : String(word[word.index(after: sign)...])
    }

    /// - Complexity: O(bytes × secrets).
    public func masked(_ text: String) -> String {
        guard !secrets.isEmpty else { return text }
        var bytes = Array(text.utf8)
        for secret in secrets { bytes.replace(secret, with: Self.stars) }
        maskBeginning(atEndOf: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// librdkafka cuts a line at 2 KB, an error at 512 bytes: perhaps within a secret.
    private func maskBeginning(atEndOf bytes: inout [UInt8]) {
        var end = bytes.count
        // What is left of a character that was cut in two.
        let replacement = Array("\u{FFFD}".utf8)
        while bytes[..<end].suffix(replacement.count).elementsEqual(replacement) { end -= replacement.count }
        for secret in secrets {
            let longest = min(secret.count - 1, end)
            guard longest >= Self.shortestSecret else { continue }
            for length in (Self.shortestSecret...longest).reversed()
            where bytes[(end - length)..<end].elementsEqual(secret[..<length]) {
                bytes.replaceSubrange((end - length)..., with: Self.stars)
                return
            }
        }
    }
}
