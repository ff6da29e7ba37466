import Logging

/// A log line of librdkafka, and how loud it should be.
struct LogLine {
    let level: Int32
    let facility: String
    let text: String

    /// Lines about what the ``ConnectionMonitor`` already says once, or that ask nobody to act.
    ///
    /// `FAIL` and `ERROR` repeat a lost connection every second or so; `CONFWARN` complains that a consumer was given a
    /// producer's property, which is how one set of properties serves both; `AUTOCREATE` warns that a very old broker
    /// (and the mock) may create a topic that it is asked about; `SSL` are OpenSSL's steps to an error that
    /// `FAIL`, or the error that the client is not made with, ends with.
    private static let noise: Set<String> = [
        "FAIL", "ERROR", "REQTMOUT", "CONFWARN", "GETPID", "METADATA", "COORDQUERY", "AUTOCREATE",
        "SSL",
    ]

    var isConnectionFailure: Bool { facility == "FAIL" }

    /// - Source: librdkafka's levels are syslog's, 0 (emergency) to 7 (debug).
    var loggerLevel: Logger.Level {
        if Self.noise.contains(facility) { return .debug }
        return switch level {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }
}
