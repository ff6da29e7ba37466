extension KafkaConfiguration: CustomStringConvertible {
    /// The settings in one line, in a fixed order, for a log.
    ///
    /// - Parameter maskingSecrets: passwords, tokens, key material and user names show as `***`; leave it on for anything
    ///   that is kept.
    public func described(maskingSecrets: Bool = true) -> String {
        let settings = properties.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(maskingSecrets && isMasked(name) ? "***" : value)"
        }
        return (["bootstrap.servers=\(bootstrapServers)"] + settings).joined(separator: " ")
    }

    public var description: String { described() }
}
