import Logging
import Synchronization

/// What the C callbacks of one client reach through its one opaque pointer.
///
/// Log lines and connection changes come on librdkafka's threads and use only what is Sendable here; subclasses add what
/// belongs to the owner's thread. It is retained by hand until `rd_kafka_destroy` has returned, because librdkafka's
/// threads use it until then (DESIGN §11).
class ClientContext {
    let client: Int
    let logger: Logger
    let connection: ConnectionReport
    /// Milliseconds on ``ContinuousClock`` since ``origin`` of the newest answer to a Fetch request; negative: none yet.
    let lastFetch = Atomic<Int64>(-1)
    let origin = ContinuousClock.now

    init(connection: ConnectionReport, logger: Logger) {
        self.connection = connection
        client = connection.register()
        self.logger = logger
    }

    func markFetch() {
        lastFetch.store(millisecondsSinceOrigin, ordering: .relaxed)
    }

    /// How long ago a broker last answered a Fetch request; nil before the first answer.
    var fetchAge: Duration? {
        let last = lastFetch.load(ordering: .relaxed)
        return last < 0 ? nil : .milliseconds(max(0, millisecondsSinceOrigin - last))
    }

    private var millisecondsSinceOrigin: Int64 {
        let (seconds, attoseconds) = origin.duration(to: .now).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    func log(_ line: LogLine) {
        if line.isConnectionFailure { connection.note(reason: line.text) }
        logger.log(level: line.loggerLevel, "\(line.text)", metadata: ["facility": "\(line.facility)"])
    }
}
