import Logging
import Synchronization

/// Keeps log lines for a test to look at.
final class LogLines: Sendable {
    private let kept = Mutex<[(level: Logger.Level, text: String)]>([])

    /// The lines that an operator would see.
    var warnings: [String] { kept.withLock { $0.filter { $0.level >= .warning }.map(\.text) } }

    var logger: Logger {
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
            lines.kept.withLock { $0.append((event.level, "\(event.message)")) }
        }
    }
}
