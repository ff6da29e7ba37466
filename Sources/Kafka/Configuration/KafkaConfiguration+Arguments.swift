extension KafkaConfiguration {
    private static let prefix = "KAFKA_"

    /// Reads the two ways to pass librdkafka properties through; an override wins over the environment.
    ///
    /// - Parameters:
    ///   - bootstrapServers: `host:port`, comma-separated.
    ///   - overrides: `name=value`, as given to `-X`; of two for one name the later counts.
    ///   - environment: `KAFKA_<NAME>` with underscores for dots, such as `KAFKA_SASL_PASSWORD` for `sasl.password`;
    ///     other variables are not looked at.
    /// - Throws: ``InvalidKafkaConfiguration``, which names the argument or the variable.
    public init(
        bootstrapServers: String, overrides: [String], environment: [String: String]
    ) throws(InvalidKafkaConfiguration) {
        var settings = Self.settings(environment: environment)
        for override in overrides { settings.append(try Self.setting(override: override)) }
        try self.init(bootstrapServers: bootstrapServers, settings: settings)
    }

    private static func settings(environment: [String: String]) -> [Setting] {
        environment.keys.sorted().filter { $0.hasPrefix(prefix) }.map { variable in
            let name = variable.dropFirst(prefix.count).lowercased().replacing("_", with: ".")
            return Setting(name: name, value: environment[variable] ?? "", origin: .environment(variable))
        }
    }

    private static func setting(override: String) throws(InvalidKafkaConfiguration) -> Setting {
        guard let equals = override.firstIndex(of: "="), equals != override.startIndex else {
            throw InvalidKafkaConfiguration("-X \(override): write it as name=value, such as -X security.protocol=ssl")
        }
        let value = String(override[override.index(after: equals)...])
        return Setting(name: String(override[..<equals]), value: value, origin: .override)
    }
}
