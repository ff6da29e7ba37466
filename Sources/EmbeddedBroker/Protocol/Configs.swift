/// What a config belongs to. A plain number in the messages, as the reply to an unknown kind must name it.
enum ConfigResourceType {
    static let topic: Int8 = 2
    static let broker: Int8 = 4
}

/// Where a config's value comes from.
enum ConfigSource: Int8 {
    case topic = 1
    /// Set when the broker was started.
    case broker = 4
    case builtIn = 5
}

/// What a config's text stands for.
enum ConfigType: Int8 {
    case unknown = 0
    case boolean = 1
    case string = 2
    case int32 = 3
    case int16 = 4
    case int64 = 5
    case double = 6
    case list = 7
}
