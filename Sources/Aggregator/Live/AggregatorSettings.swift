import AdModel
import Topics
import Windowing

/// What the flink job is told on its command line.
public struct AggregatorSettings: Sendable {
    public var rules: WindowRules
    /// How long a caught-up partition must be quiet before its windows close by the wall clock.
    public var idleTimeout: Milliseconds
    /// How often changed rows are sent and offsets become due for commit.
    public var emitInterval: Duration
    public var group: String
    public var topics: TopicNames
    /// Of topics that have to be made again.
    public var partitions: Int
    /// How often rows of `results.live` that no restart needs are deleted.
    public var trimInterval: Duration

    public init(
        rules: WindowRules = WindowRules(), idleTimeout: Milliseconds = .seconds(10),
        emitInterval: Duration = .milliseconds(500), group: String = "flink-job", topics: TopicNames = TopicNames(),
        partitions: Int = 6, trimInterval: Duration = .seconds(60)
    ) {
        self.rules = rules
        self.idleTimeout = idleTimeout
        self.emitInterval = emitInterval
        self.group = group
        self.topics = topics
        self.partitions = partitions
        self.trimInterval = trimInterval
    }
}
