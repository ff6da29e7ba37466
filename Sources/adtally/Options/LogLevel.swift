import ArgumentParser
import Logging
import Telemetry

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, warning, error

    /// A logger that writes lines for `service`, as `docker compose logs` shows them.
    func logger(for service: String) -> Logger {
        let level = Logger.Level(rawValue: rawValue) ?? .info
        return Logger(label: service) { LineLogHandler(service: $0, level: level) }
    }
}
