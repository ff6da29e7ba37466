/// The four topics of the pipeline.
///
/// - Source: DESIGN §1.
public struct TopicNames: Sendable {
    public let logs = "logs"
    public let results = "results"
    public let live = "results.live"
    public let deadLetters = "logs.dlq"

    public init() {}

    public var all: [String] { [logs, results, live, deadLetters] }
}
