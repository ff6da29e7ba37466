/// What to look at when a connection fails, where librdkafka's words do not say it.
enum ConnectionAdvice {
    private static let known: [(words: String, advice: String)] = [
        // The same words for a wrong authority and a wrong name.
        ("certificate verify failed", "does ssl.ca.location hold its authority, and is its certificate for this host?"),
        ("certificate required", "it wants ssl.certificate.location and ssl.key.location"),
        ("unexpected eof while reading", "does this port speak TLS? If not, change security.protocol"),
        ("wrong version number", "does this port speak TLS? If not, change security.protocol"),
        ("SASL authentication error", "check sasl.username and sasl.password"),
    ]

    /// The reason, and what to look at if there is something.
    static func added(to reason: String) -> String {
        guard let match = known.first(where: { reason.contains($0.words) }) else { return reason }
        return "\(reason); \(match.advice)"
    }
}
