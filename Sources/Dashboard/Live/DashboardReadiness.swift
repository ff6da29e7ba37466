import DashboardModel
import Telemetry

extension Readiness {
    /// Ready once the topics were read to their end, and while the reader works and its broker answers.
    init(_ state: IngestState, _ pulse: ReaderPulse?, now: ContinuousClock.Instant = .now) {
        if state.connection != .connected {
            self = .notReady("the broker is away")
        } else if !state.hasCaughtUp {
            self = .notReady("the topics are still being read")
        } else if let standstill = Self.standstill(pulse, now) {
            self = .notReady(standstill)
        } else {
            self = .ready
        }
    }

    private static func standstill(_ pulse: ReaderPulse?, _ now: ContinuousClock.Instant) -> String? {
        guard let pulse else { return "the reader has not begun" }
        let age = now - pulse.at
        if age >= WorkWatch.patience { return "the reader has said nothing for \(age.components.seconds) s" }
        return pulse.isAnswered ? nil : "the broker does not answer"
    }
}
