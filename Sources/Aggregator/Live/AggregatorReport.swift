import AdModel
import Logging

/// One log line a minute on what the job did, the first one soon after it began to count: enough to see it alive.
struct AggregatorReport {
    private static let interval: Duration = .seconds(60)

    private let logger: Logger
    /// What the lines before have told.
    private var told = RecordTally()
    private var hasReported = false
    private var since = ContinuousClock.now
    private var nextLine = ContinuousClock.now + .seconds(5)

    init(logger: Logger) {
        self.logger = logger
    }

    /// Writes the line when it is due.
    mutating func tick(_ tally: RecordTally, partitions: Int) {
        let now = ContinuousClock.now
        guard now >= nextLine, hasReported || tally.events > 0 else { return }
        let tenths = Int(Double(tally.events - told.events) / ((now - since) / .seconds(1)) * 10)
        let reasons = RejectReason.allCases.compactMap { reason -> String? in
            let count = tally.reasons[reason, default: 0] - told.reasons[reason, default: 0]
            return count > 0 ? "\(reason) \(count)" : nil
        }
        logger.info(
            """
            counted \(tally.accepted - told.accepted) events (\(tenths / 10).\(tenths % 10)/s) on \(partitions) partitions\
            \(reasons.isEmpty ? "" : ", to logs.dlq: " + reasons.joined(separator: ", "))
            """)
        hasReported = true
        told = tally
        since = now
        nextLine = now + Self.interval
    }
}
