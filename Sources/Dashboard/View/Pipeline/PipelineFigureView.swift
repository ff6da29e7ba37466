import AdModel
import DashboardModel

/// One figure of the pipeline: a dash where it is not known, with the reason beside it.
struct PipelineFigureView: Encodable {
    let label: String
    let value: String
    /// How the figure is made, or why there is none.
    let detail: String

    static func all(_ snapshot: Snapshot, now: EventTime) -> [PipelineFigureView] {
        let health = snapshot.pipeline
        let late = PipelineFigureView(
            label: "Late, still counted", value: FigureText.count(snapshot.lateInHour),
            detail: "Events of the newest hour that were counted after their window was final, in all campaigns")
        return [
            written(health), lag(health), watermark(health, now: now), rejected(health), tooLate(health), late,
        ]
    }

    private static func written(_ health: PipelineHealth?) -> PipelineFigureView {
        let why = health?.sample.logs.why ?? "measured between two looks at the broker"
        let pace = health?.pace.written.map { FigureText.decimal(millionths: $0.millionths, places: 1) + "/s" }
        return PipelineFigureView(
            "Events written", pace,
            detail: "Records that came to logs, the mean of ten seconds", why: why)
    }

    private static func lag(_ health: PipelineHealth?) -> PipelineFigureView {
        PipelineFigureView(
            "Lag", health?.lag.value.map { FigureText.count($0) },
            detail: "Records of logs that the flink-job has not judged and committed yet",
            why: health?.lag.why ?? notYet)
    }

    private static func watermark(_ health: PipelineHealth?, now: EventTime) -> PipelineFigureView {
        let age = health?.watermarkAge(at: now).map { age in
            age.count < 0 ? "\(TimeText.length(Milliseconds(-age.count))) ahead" : TimeText.length(age)
        }
        return PipelineFigureView(
            "Watermark age", age,
            detail: "How far the slowest partition's watermark trails the clock; out-of-orderness is part of it",
            why: health?.lag.why ?? "no event has been accepted yet")
    }

    private static func rejected(_ health: PipelineHealth?) -> PipelineFigureView {
        let counts = health?.sample.rejected
        return PipelineFigureView(
            "Rejected, 60 min",
            counts?.value.map { RejectedView.text($0.sum(\.hour), isAtLeast: $0.isHourAtLeast) },
            detail: "Records that could not be counted, too late ones included; each once", why: counts?.why ?? notYet)
    }

    private static func tooLate(_ health: PipelineHealth?) -> PipelineFigureView {
        let counts = health?.sample.rejected
        let late = counts?.value.map { counts in
            let hour = counts.lines.first { $0.reason == .late }?.hour ?? 0
            return RejectedView.text(hour, isAtLeast: counts.isHourAtLeast)
        }
        return PipelineFigureView(
            "Too late, 60 min", late, detail: "Events rejected because their window had been dropped",
            why: counts?.why ?? notYet)
    }

    private static let notYet = "the broker has not been looked at yet"

    private init(label: String, value: String, detail: String) {
        self.label = label
        self.value = value
        self.detail = detail
    }

    private init(_ label: String, _ value: String?, detail: String, why: String) {
        self.init(
            label: label, value: value ?? FigureText.undefined, detail: value == nil ? "Not known: \(why)" : detail)
    }
}
