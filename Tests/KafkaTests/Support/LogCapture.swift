import Logging
import Synchronization

/// Keeps log lines for a test to look at.
final class LogCapture: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let text: String
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { kept.withLock { $0 } }

    /// The lines that an operator would see.
    func lines(from level: Logger.Level) -> [String] {
        lines.filter { $0.level >= level }.map(\.text)
    }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(capture: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let capture: LogCapture
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            capture.kept.withLock { $0.append(Line(level: event.level, text: "\(event.message)")) }
        }
    }
}
