import AdModel
import DashboardModel

/// One service as the topics show it: whoever does its work, wherever it runs.
struct ServiceView: Encodable {
    let name: String
    /// `good`, `wait`, `bad` or `unknown`: a colour, and never colour alone.
    let tone: String
    let sign: String
    let state: String
    let detail: String

    private enum Tone: String {
        case good, wait, bad, unknown

        var sign: String {
            switch self {
            case .good: "✓"
            case .wait: "…"
            case .bad: "✗"
            case .unknown: "?"
            }
        }
    }

    private init(_ name: String, _ tone: Tone, _ state: String, _ detail: String) {
        self.name = name
        self.tone = tone.rawValue
        sign = tone.sign
        self.state = state
        self.detail = detail
    }

    static func all(
        _ health: PipelineHealth?, _ ingest: IngestState, _ verdict: PipelineVerdict
    ) -> [ServiceView] {
        [broker(health, ingest, verdict), producer(health), job(health, verdict), dashboard(ingest)]
    }

    private static func broker(
        _ health: PipelineHealth?, _ ingest: IngestState, _ verdict: PipelineVerdict
    ) -> ServiceView {
        switch (ingest.connection, verdict) {
        case (.brokerAway(let since), _): ServiceView("broker", .bad, "away", "since \(TimeText.second(since)) UTC")
        case (.connecting, _): ServiceView("broker", .wait, "connecting", "")
        case (_, .brokerSilent(let since)):
            ServiceView("broker", .bad, "silent", "since \(TimeText.second(since)) UTC")
        case (.connected, _): ServiceView("broker", .good, "answers", "")
        }
    }

    private static func producer(_ health: PipelineHealth?) -> ServiceView {
        guard let health, let written = health.pace.written, health.sample.logs.value != nil else {
            return ServiceView("producer", .unknown, "not known", health?.sample.logs.why ?? "")
        }
        guard written.millionths == 0 else {
            return ServiceView("producer", .good, "writes", "the end of logs moves")
        }
        let last = health.partitions.compactMap(\.writtenAt).max().map { "\(TimeText.second($0)) UTC" }
        return ServiceView("producer", .wait, "silent", "nothing since \(last ?? "the dashboard began to look")")
    }

    private static func job(_ health: PipelineHealth?, _ verdict: PipelineVerdict) -> ServiceView {
        guard let health, health.sample.isAnswered else {
            return ServiceView("flink-job", .unknown, "not known", health?.sample.members.why ?? "")
        }
        let detail = [members(health.sample.members), work(health)].compactMap { $0 }.joined(separator: ", ")
        switch verdict {
        case .jobStandsStill: return ServiceView("flink-job", .bad, "stands still", detail)
        case .jobBehind: return ServiceView("flink-job", .wait, "behind", detail)
        default: break
        }
        return switch health.sample.members.value {
        case nil: ServiceView("flink-job", .unknown, "not known", detail)
        case 0?: ServiceView("flink-job", .bad, "not running", detail)
        default: ServiceView("flink-job", .good, "runs", detail)
        }
    }

    private static func members(_ figure: Figure<Int>) -> String? {
        guard let count = figure.value else { return figure.why }
        return count == 1 ? "1 consumer" : "\(FigureText.count(Int64(count))) consumers"
    }

    /// What waits for the job, where it is worth a word.
    private static func work(_ health: PipelineHealth) -> String? {
        guard let lag = health.lag.value, lag > 0 else { return nil }
        let time = health.work.flatMap { $0.count >= 1000 ? " (about \(TimeText.length($0)) of work)" : nil } ?? ""
        return lag == 1 ? "1 event waits" : "\(FigureText.count(lag)) events wait\(time)"
    }

    private static func dashboard(_ ingest: IngestState) -> ServiceView {
        switch ingest.progress {
        case .caughtUp: ServiceView("dashboard", .good, "up to date", "has read all rows there are")
        case .loading(let percent?): ServiceView("dashboard", .wait, "reading", "\(percent)% of what was counted")
        case .loading(nil): ServiceView("dashboard", .wait, "reading", "")
        }
    }
}
