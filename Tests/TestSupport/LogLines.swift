import Logging
import Synchronization

/// Keeps log lines for a test to look at.
public final class LogLines: Sendable {
    public struct Line: Sendable {
        public let level: Logger.Level
        public let text: String
        let fields: String
    }

    private let kept = Mutex<[Line]>([])

    public init() {}

    public var lines: [Line] { kept.withLock { $0 } }
    public var texts: [String] { lines.map(\.text) }
    /// The lines that an operator is to act on.
    public var warnings: [String] { lines(from: .warning) }
    /// All of them, debug and the fields included.
    public var everything: String { lines.map { $0.text + $0.fields }.joined(separator: "\n") }

    /// Those of this level or a higher one.
    public func lines(from level: Logger.Level) -> [String] {
        lines.filter { $0.level >= level }.map(\.text)
    }

    public var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).map { " \($0.key)=\($0.value)" }.sorted().joined()
            lines.kept.withLock { $0.append(Line(level: event.level, text: "\(event.message)", fields: fields)) }
        }
    }
}
