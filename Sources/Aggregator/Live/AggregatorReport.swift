import AdModel
import Logging

/// One log line a minute on what the job did, the first one soon after it began to count: enough to see it alive.
struct AggregatorReport {
    private static let interval: Duration = .seconds(60)

    private let logger: Logger
    private var tally = RecordTally()
    private var hasReported = false
    private var since = ContinuousClock.now
    private var nextLine = ContinuousClock.now + .seconds(5)

    init(logger: Logger) {
        self.logger = logger
    }

    mutating func count(_ reason: RejectReason?) {
        if let reason { tally.reject(reason) } else { tally.accept() }
    }

    /// Writes the line when it is due.
    mutating func tick(tasks: Int) {
        let now = ContinuousClock.now
        guard now >= nextLine, hasReported || tally.events > 0 else { return }
        let tenths = Int(Double(tally.events) / ((now - since) / .seconds(1)) * 10)
        let reasons = RejectReason.allCases.compactMap { reason in tally.reasons[reason].map { "\(reason) \($0)" } }
        logger.info(
            """
            counted \(tally.accepted) events (\(tenths / 10).\(tenths % 10)/s) on \(tasks) partitions\
            \(reasons.isEmpty ? "" : ", to logs.dlq: " + reasons.joined(separator: ", "))
            """)
        hasReported = true
        tally = RecordTally()
        since = now
        nextLine = now + Self.interval
    }
}
