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
    /// The same of an answer to any request.
    let lastAnswer = Atomic<Int64>(-1)
    let origin = ContinuousClock.now

    init(connection: ConnectionReport, logger: Logger) {
        self.connection = connection
        client = connection.register()
        self.logger = logger
    }

    func markAnswer(isFetch: Bool) {
        let now = millisecondsSinceOrigin
        lastAnswer.store(now, ordering: .relaxed)
        if isFetch { lastFetch.store(now, ordering: .relaxed) }
    }

    /// How long ago a broker last answered a Fetch request; nil before the first answer.
    var fetchAge: Duration? { age(lastFetch.load(ordering: .relaxed)) }
    /// How long ago a broker last answered any request; nil before the first answer.
    var answerAge: Duration? { age(lastAnswer.load(ordering: .relaxed)) }

    private func age(_ last: Int64) -> Duration? {
        last < 0 ? nil : .milliseconds(max(0, millisecondsSinceOrigin - last))
    }

    private var millisecondsSinceOrigin: Int64 {
        let (seconds, attoseconds) = origin.duration(to: .now).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }

    /// Secrets are cut out here, before any logger sees the line.
    func log(_ line: LogLine) {
        let text = connection.mask.masked(line.text)
        if line.isConnectionFailure { connection.note(reason: text) }
        logger.log(level: line.loggerLevel, "\(text)", metadata: ["facility": "\(line.facility)"])
    }
}
