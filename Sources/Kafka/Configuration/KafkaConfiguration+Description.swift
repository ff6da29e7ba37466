extension KafkaConfiguration: CustomStringConvertible {
    /// The settings in one line, in a fixed order, for a log.
    ///
    /// - Parameter maskingSecrets: passwords, tokens and key material show as `***`; leave it on for anything that is
    ///   kept.
    public func described(maskingSecrets: Bool = true) -> String {
        let settings = properties.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(maskingSecrets && isSecret(name) ? "***" : value)"
        }
        return (["bootstrap.servers=\(bootstrapServers)"] + settings).joined(separator: " ")
    }

    public var description: String { described() }
}

/// Whether a property's value is to be kept out of logs. Rather too many than one too few: a new librdkafka may bring
/// secrets under names that we do not know.
func isSecret(_ property: String) -> Bool {
    let parts = ["password", "passphrase", "secret", "token", "credential", "pem", "jaas", "private"]
    return parts.contains { property.contains($0) } || property == "sasl.oauthbearer.config"
}
