import Foundation
import Logging
import Synchronization

/// Writes log lines that read well in `docker compose logs` and can be cut by spaces:
/// `2026-11-21T04:32:28.123Z INFO  flink-job: partitions assigned partitions=0,1,2`.
///
/// Lines go to standard error, one `write` each, so that services that share a terminal do not mix theirs.
public struct LineLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level
    private let service: String

    public init(service: String, level: Logger.Level) {
        self.service = service
        self.logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        var line =
            "\(Self.timestamp()) \(Self.label(event.level)) \(service): \(Self.oneLine(event.message.description))"
        for (key, value) in fields { line += " \(key)=\(Self.oneLine(value.description))" }
        // A log that cannot be written must not end the service, as `write(_:)` would.
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }

    private static func timestamp() -> String {
        Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private static func label(_ level: Logger.Level) -> String {
        switch level {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO "
        case .notice: "NOTE "
        case .warning: "WARN "
        case .error, .critical: "ERROR"
        }
    }

    /// Control characters could forge a second line or drive a terminal; names in messages come from the data.
    private static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return String(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
    }
}
