import AdModel
import DashboardModel

/// The banner: since when the figures are stale, why, and what to do.
///
/// It says since when, not for how long: a screen reader says it again whenever its words change.
enum StaleText {
    /// One or two sentences; empty where the figures are fresh.
    static func text(_ verdict: PipelineVerdict) -> String {
        switch verdict {
        case .fresh: ""
        case .brokerAway(let since):
            "The broker has been away since \(at(since)). The figures stand still until it is back."
        case .brokerSilent(let since):
            """
            The broker has not answered since \(at(since)), though it is connected. The figures stand still; see whether \
            its process or its machine hangs.
            """
        case .reading(let since):
            "Since \(at(since)) the dashboard has been reading what was counted before. The figures grow until it is done."
        case .noRows(let since):
            "Nothing new since \(at(since)): either traffic stopped or the aggregator is not running."
        case .trafficStopped(let since):
            """
            No event has been written to logs since \(at(since)), so the figures stand still. Is the producer, or \
            whatever feeds the topic, running?
            """
        default: job(verdict)
        }
    }

    private static func job(_ verdict: PipelineVerdict) -> String {
        switch verdict {
        case .jobAbsent(let since):
            """
            The flink-job is not running: nothing has been counted since \(at(since)), and events wait. Start adtally \
            aggregator; it goes on where it stopped.
            """
        case .jobStandsStill(let since):
            """
            The flink-job has counted nothing since \(at(since)), though events wait and it has not left its group. See \
            its log, and restart it if it hangs.
            """
        case .jobBehind(let since):
            """
            The flink-job has been behind since \(at(since)): the figures are right, but late. Give it more --threads \
            or a faster machine if it does not catch up.
            """
        case .nothingCounted(let since):
            """
            No figure has changed since \(at(since)), though events come and the flink-job reads them. They may all be \
            rejected: see Pipeline below for the reasons.
            """
        case .clockAhead(let since):
            """
            Events are stamped ahead of this machine's clock since \(at(since)). Check the clocks of the producers and \
            of this machine.
            """
        default: ""
        }
    }

    private static func at(_ time: EventTime) -> String { TimeText.second(time) + " UTC" }
}
