/// Whether a property's value is kept out of descriptions and complaints: all that librdkafka marks as sensitive, and
/// whatever sounds like a secret. Rather too many than one too few: a new librdkafka may bring secrets under names that
/// we do not know.
///
/// - Source: `_RK_SENSITIVE` in librdkafka's rdkafka_conf.c.
func isMasked(_ property: String) -> Bool {
    let parts = ["password", "passphrase", "secret", "token", "credential", "pem", "jaas", "private"]
    let others: Set = ["sasl.username", "sasl.oauthbearer.config", "ssl.key.location"]
    return parts.contains { property.contains($0) } || others.contains(property)
}

/// Whether a property's value is cut out of every line it appears in: a masked one, but for names and places. Those
/// appear in errors for good reason, and a user called `kafka` would make lines unreadable.
func isSecret(_ property: String) -> Bool {
    let isPlace = [".location", ".file", ".url"].contains { property.hasSuffix($0) }
    return isMasked(property) && !isPlace && property != "sasl.username"
}

extension KafkaConfiguration {
    /// The secrets among overrides that were given to `-X`, where everybody on the machine can read them.
    ///
    /// - Returns: names of properties, once each; without certificates, which are no secrets.
    public static func secretNames(inOverrides overrides: [String]) -> [String] {
        let names = Set(overrides.compactMap { $0.firstIndex(of: "=").map($0.prefix(upTo:)) }.map(String.init))
        return names.subtracting(["ssl.ca.pem", "ssl.certificate.pem"]).filter(isSecret).sorted()
    }
}
