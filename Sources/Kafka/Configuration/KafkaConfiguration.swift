internal import CRdKafka

/// Where Kafka is and how to talk to it: the part that producers, consumers and admins share.
///
/// Copies share one connection state, so that a service whose clients are made from one configuration reports a broker
/// that goes away once.
public struct KafkaConfiguration: Sendable {
    /// `host:port`, comma-separated.
    public let bootstrapServers: String
    /// librdkafka properties passed through as they are, on top of ours.
    public let properties: [String: String]

    let connection: ConnectionReport

    /// - Parameters:
    ///   - bootstrapServers: `host:port`, comma-separated; a `bootstrap.servers` among the properties wins.
    ///   - properties: librdkafka's own names, such as `security.protocol`.
    /// - Throws: ``InvalidKafkaConfiguration`` for a property that librdkafka does not know, a value that it refuses, or
    ///   a property that AdTally's promises rest on.
    public init(
        bootstrapServers: String, properties: [String: String] = [:]
    ) throws(InvalidKafkaConfiguration) {
        let settings = properties.map { Setting(name: $0.key, value: $0.value, origin: .override) }
        try self.init(bootstrapServers: bootstrapServers, settings: settings.sorted { $0.name < $1.name })
    }

    init(bootstrapServers: String, settings: [Setting]) throws(InvalidKafkaConfiguration) {
        var properties: [String: String] = [:]
        for setting in settings {
            try setting.validate()
            properties[setting.name] = setting.value
        }
        // Two names for one thing; kept out of the properties so that nothing can set it twice.
        let aliases = ["metadata.broker.list", "bootstrap.servers"].compactMap { properties.removeValue(forKey: $0) }
        self.bootstrapServers = aliases.last ?? bootstrapServers
        self.properties = properties
        connection = ConnectionReport(mask: SecretMask(properties: properties))
        guard !self.bootstrapServers.allSatisfy(\.isWhitespace) else {
            throw InvalidKafkaConfiguration("no Kafka broker given; name one as host:port")
        }
    }

    /// Whether a client of this configuration is connected to a broker right now.
    public var isConnected: Bool {
        if case .up = connection.state { true } else { false }
    }
}

/// A configuration that cannot work: wrong usage, one line that says what to do.
public struct InvalidKafkaConfiguration: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
