extension KafkaConfiguration {
    private static let prefix = "KAFKA_"
    private static let fileSuffix = ".file"

    /// Reads the ways to pass librdkafka properties through; an override wins over the environment.
    ///
    /// - Parameters:
    ///   - bootstrapServers: `host:port`, comma-separated.
    ///   - overrides: `name=value`, as given to `-X`; of two for one name the later counts.
    ///   - environment: `KAFKA_<NAME>` with underscores for dots, such as `KAFKA_SASL_PASSWORD` for `sasl.password`, or
    ///     `KAFKA_<NAME>_FILE`, the path of a file with the value; other variables are not looked at. A property that
    ///     librdkafka itself calls `<name>.file` (it has some since 2.11) is that property, not a file to read.
    /// - Throws: ``InvalidKafkaConfiguration``, which names the argument or the variable.
    public init(
        bootstrapServers: String, overrides: [String], environment: [String: String]
    ) throws(InvalidKafkaConfiguration) {
        var settings: [Setting] = []
        for variable in environment.keys.sorted() {
            if let setting = try Self.setting(variable: variable, environment) { settings.append(setting) }
        }
        for override in overrides { settings.append(try Self.setting(override: override)) }
        try self.init(bootstrapServers: bootstrapServers, settings: settings)
    }

    /// `sasl.password` for `KAFKA_SASL_PASSWORD`; nil for a variable that is not ours.
    static func property(of variable: String) -> String? {
        guard variable.hasPrefix(prefix) else { return nil }
        return variable.dropFirst(prefix.count).lowercased().replacing("_", with: ".")
    }

    private static func setting(
        variable: String, _ environment: [String: String]
    ) throws(InvalidKafkaConfiguration) -> Setting? {
        guard let name = property(of: variable) else { return nil }
        let value = environment[variable] ?? ""
        guard name.hasSuffix(fileSuffix), !Setting.isKnown(name) else {
            return Setting(name: name, value: value, origin: .environment(variable))
        }
        let base = Setting(name: String(name.dropLast(fileSuffix.count)), value: "", origin: .environment(variable))
        try base.validateName()
        let other = environment.keys.sorted().first { $0 != variable && property(of: $0) == base.name }
        if let other {
            throw InvalidKafkaConfiguration("\(other) and \(variable) are both set; unset one of them")
        }
        return Setting(name: base.name, value: try contents(of: value, variable), origin: base.origin)
    }

    private static func contents(of path: String, _ variable: String) throws(InvalidKafkaConfiguration) -> String {
        guard !path.isEmpty else {
            throw InvalidKafkaConfiguration("\(variable) is empty; give it the path of a file, or unset it")
        }
        let file = ValueFile(path: path)
        do {
            return try file.read()
        } catch {
            throw InvalidKafkaConfiguration("\(variable): \(file.shownPath) \(error.description)")
        }
    }

    private static func setting(override: String) throws(InvalidKafkaConfiguration) -> Setting {
        guard let equals = override.firstIndex(of: "="), equals != override.startIndex else {
            // Only what can be a name: behind it may be a password, with another sign for the equals sign.
            let name = override.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
            throw InvalidKafkaConfiguration("-X \(name): write it as name=value, such as -X security.protocol=ssl")
        }
        let value = String(override[override.index(after: equals)...])
        return Setting(name: String(override[..<equals]), value: value, origin: .override)
    }
}
